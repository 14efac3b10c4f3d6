// Trains one model on a worker thread and saves it in the folder `model` of its part.
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { ImageClassifier } from '@ae-lab/classifiers';
import * as core from '@ae-lab/core';
import { type DigitsChoice, loadDigits, type TrainingTask } from '@ae-lab/example-shared';
import { SignalRegressor } from './signal-regressor';
import { toySignals } from './toy-signals';

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
  readonly epochs: readonly core.EpochRecord[];
  readonly diverged: boolean;
}

export default async function ({ settings, seed }: TrainingTask<Training>): Promise<Course> {
  const { name, epochs, batchSize, folder, digits } = settings;
  await useWasmBackend();
  const { model, fit } = await prepare(settings, digits, seed);
  const finished: core.EpochRecord[] = [];
  try {
    const history = await fit({
      ...{ epochs, batchSize, seed },
      checkpoint: { place: join(folder, 'checkpoint') },
      callbacks: [core.progressBar({ name }), { onEpochEnd: (record) => void finished.push(record) }],
    });
    await model.save(join(folder, 'model'));
    return { epochs: history.epochs, diverged: false };
  } catch (error) {
    if (!(error instanceof core.DivergenceError)) throw error;
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

/** A new model, and its training by the options that all models share. */
interface Prepared {
  readonly model: { save(place: string): Promise<void>; dispose(): void };
  readonly fit: (options: Omit<core.FitOptions, 'validation'>) => Promise<core.History>;
}

async function prepare(training: Training, choice: DigitsChoice, seed: number): Promise<Prepared> {
  if ('target' in training) {
    const { learner, target } = training;
    const signals = signalsOf(target);
    const model = new SignalRegressor({ length: 16, kind: learner, seed });
    return { model, fit: (options) => model.fit(signals.train, { ...options, validation: signals.validation }) };
  }
  const { train, validation } = await loadDigits(choice);
  if ('classifier' in training) {
    const { classifier, learningRate } = training;
    const optimizer = learningRate === undefined ? undefined : core.sgd({ learningRate });
    const model = new ImageClassifier({ architecture: classifier, seed });
    return { model, fit: (options) => model.fit(train, { ...options, validation, optimizer }) };
  }
  const { widths, codeActivation, peak } = training;
  const architecture = { kind: 'dense', widths } as const;
  const optimizer = core.adam({ learningRate: core.cosineDecay({ peak, warmup: 0.05 }) });
  const model = new Autoencoder({ latentDim: 2, architecture, codeActivation, seed });
  return { model, fit: (options) => model.fit(train, { ...options, validation, optimizer }) };
}
