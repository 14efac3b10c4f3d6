// Trains one model, or one a draw of the labels, on a worker thread, and leaves it in the folder of its part.
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { ImageClassifier, transferClassifier } from '@ae-lab/classifiers';
import { type History, Rng } from '@ae-lab/core';
import { type Digits, epochLog, loadDigits, type TrainingTask } from '@ae-lab/example-shared';

interface Shared {
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
}

export interface AutoencoderTraining extends Shared {
  readonly latentDim: number;
  /** Channels of the convolutions, and units of the dense layer between them and the code. */
  readonly network: { readonly widths: readonly number[]; readonly dense: readonly number[] };
}

/** Of the classifier that reads what the decoders make. */
export interface JudgeTraining extends Shared {
  readonly judge: 'lenet';
}

/** Of classifiers on a trained encoder, one a draw of the labelled images. */
export interface TransferTraining extends Shared {
  readonly latentDim: number;
  /** Folder of the autoencoder. */
  readonly encoder: string;
  readonly trainEncoder: boolean;
  /** Of the head's hidden layer. */
  readonly dropout: number;
  readonly labelsPerDigit: number;
  /** Seeds of the draws. */
  readonly draws: readonly number[];
  /** On how many of the validation images the curves are measured. */
  readonly watched: number;
}

export type Training = AutoencoderTraining | JudgeTraining | TransferTraining;

/** One history, or one a draw. */
export default async function train({ settings, seed }: TrainingTask<Training>): Promise<History[]> {
  await useWasmBackend();
  const digits = await loadDigits(settings.digits);
  if ('trainEncoder' in settings) return transfer(settings, digits, settings.folder);
  const { name, epochs, batchSize, folder } = settings;
  const { train, validation } = digits;
  const model =
    'judge' in settings
      ? new ImageClassifier({ architecture: settings.judge, seed })
      : new Autoencoder({
          latentDim: settings.latentDim,
          architecture: { kind: 'convolutional', ...settings.network },
          seed,
        });
  const history = await model.fit(train, {
    ...{ epochs, batchSize, seed, validation },
    checkpoint: { place: join(folder, 'checkpoint') },
    callbacks: [epochLog(name, epochs)],
  });
  await model.save(join(folder, 'model'));
  model.dispose();
  return [history];
}

async function transfer(training: TransferTraining, digits: Digits, folder: string): Promise<History[]> {
  const { encoder, trainEncoder, dropout, draws, labelsPerDigit, epochs, batchSize, watched } = training;
  const autoencoder = await Autoencoder.load(join(encoder, 'model'));
  const validation = digits.validation.take(watched);
  const histories: History[] = [];
  for (const seed of draws) {
    const classifier = transferClassifier(autoencoder, { trainEncoder, dropout, seed });
    const labelled = digits.train.subset(drawLabelled(digits, labelsPerDigit, seed));
    histories.push(await classifier.fit(labelled, { epochs, batchSize, seed, validation }));
    await classifier.save(join(folder, `model-${seed}`));
    classifier.dispose();
  }
  autoencoder.dispose();
  return histories;
}

/** Positions of some training images of each digit. */
function drawLabelled({ train }: Digits, perDigit: number, seed: number): number[] {
  const labels = Array.from(train.labels ?? []);
  return Array.from({ length: train.classes }, (_, digit) => {
    const positions = labels.flatMap((label, i) => (label === digit ? [i] : []));
    return new Rng(seed).split(digit).choice(positions, perDigit);
  }).flat();
}
