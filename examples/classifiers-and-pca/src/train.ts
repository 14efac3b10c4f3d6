// Trains one model on a worker thread and saves it in the folder `model` of its part.
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { ImageClassifier, SignalRegressor } from '@ae-lab/classifiers';
import { adam, cosineDecay, DivergenceError, type EpochRecord, sgd } from '@ae-lab/core';
import { toySignals } from '@ae-lab/datasets';
import { type DigitsChoice, epochLog, loadDigits, type TrainingTask } from '@ae-lab/example-shared';

interface Shared {
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
}

export interface RegressorTraining extends Shared {
  readonly learner: 'linear' | 'convolutional';
  readonly target: 'linear' | 'rectified-filters' | 'window-maximum';
}

export interface ClassifierTraining extends Shared {
  readonly classifier: 'linear' | 'mlp' | 'lenet';
  /** The learning rate of SGD. Default: Adam at its default rate. */
  readonly learningRate?: number;
}

/** The training of an autoencoder with two latent dimensions. */
export interface AutoencoderTraining extends Shared {
  readonly widths: readonly number[];
  readonly codeActivation: 'relu' | 'linear';
  /** The learning rate after its warm-up; it then decays to 0 along a cosine. */
  readonly peak: number;
}

export type Training = RegressorTraining | ClassifierTraining | AutoencoderTraining;

/** The record of a training. */
export interface Course {
  /** All epochs, or those before the loss became NaN or infinite. */
  readonly epochs: readonly EpochRecord[];
  readonly diverged: boolean;
}

export default async function ({ settings, seed }: TrainingTask<Training>): Promise<Course> {
  const { name, epochs, batchSize, folder, digits } = settings;
  await useWasmBackend();
  const { model, train, validation, optimizer } = await prepare(settings, digits, seed);
  const finished: EpochRecord[] = [];
  try {
    const options = {
      ...{ epochs, batchSize, seed, validation, optimizer },
      checkpoint: { place: join(folder, 'checkpoint') },
      callbacks: [epochLog(name, epochs), { onEpochEnd: (record: EpochRecord) => void finished.push(record) }],
    };
    const history = await model.fit(train, options);
    await model.save(join(folder, 'model'));
    return { epochs: history.epochs, diverged: false };
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    return { epochs: finished, diverged: true };
  } finally {
    model.dispose();
  }
}

/** Signals of 16 values and a function of each, for training and for validation. */
export function signalsOf(target: RegressorTraining['target']) {
  return {
    train: toySignals({ kind: target, size: 8000, seed: 11 }),
    validation: toySignals({ kind: target, size: 2000, seed: 12 }),
  };
}

async function prepare(training: Training, choice: DigitsChoice, seed: number) {
  if ('target' in training) {
    const { learner, target } = training;
    return { model: new SignalRegressor({ length: 16, kind: learner, seed }), ...signalsOf(target) };
  }
  const { train, validation } = await loadDigits(choice);
  if ('classifier' in training) {
    const { classifier, learningRate } = training;
    const optimizer = learningRate === undefined ? undefined : sgd({ learningRate });
    return { model: new ImageClassifier({ architecture: classifier, seed }), train, validation, optimizer };
  }
  const { widths, codeActivation, peak } = training;
  const architecture = { kind: 'dense', widths } as const;
  const optimizer = adam({ learningRate: cosineDecay({ peak, warmup: 0.05 }) });
  return { model: new Autoencoder({ latentDim: 2, architecture, codeActivation, seed }), train, validation, optimizer };
}
