// Trains one model, or one per draw of the labels, on a worker thread and saves it in the folder of its part.
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { ImageClassifier, transferClassifier } from '@ae-lab/classifiers';
import { type History, Rng } from '@ae-lab/core';
import { type Digits, fitAndSave, loadDigits, type TrainingTask } from '@ae-lab/example-shared';

interface Shared {
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
}

export interface AutoencoderTraining extends Shared {
  readonly latentDim: number;
  /** The channels of the convolutions, and the units of the dense layer between them and the code. */
  readonly network: { readonly widths: readonly number[]; readonly dense: readonly number[] };
}

/** The training of the classifier that reads decoded images. */
export interface JudgeTraining extends Shared {
  readonly judge: 'lenet';
}

/** The training of classifiers on a trained encoder, one per draw of the labelled images. */
export interface TransferTraining extends Shared {
  readonly latentDim: number;
  /** The folder of the autoencoder. */
  readonly encoder: string;
  readonly trainEncoder: boolean;
  /** The dropout rate of the head's hidden layer. */
  readonly dropout: number;
  readonly labelsPerDigit: number;
  /** The seeds of the draws. */
  readonly draws: readonly number[];
  /** The number of validation images on which the curves are measured. */
  readonly watched: number;
}

export type Training = AutoencoderTraining | JudgeTraining | TransferTraining;

/** Returns one history, or one per draw. */
export default async function train(task: TrainingTask<Training>): Promise<History[]> {
  await useWasmBackend();
  const { settings, seed } = task;
  const digits = await loadDigits(settings.digits);
  if ('trainEncoder' in settings) return transfer(settings, digits, settings.folder);
  const { train, validation } = digits;
  const { batchSize } = settings;
  if ('judge' in settings) {
    const model = new ImageClassifier({ architecture: settings.judge, seed });
    return [await fitAndSave(task, model, (options) => model.fit(train, { ...options, batchSize, validation }))];
  }
  const { latentDim, network } = settings;
  const model = new Autoencoder({ latentDim, architecture: { kind: 'convolutional', ...network }, seed });
  return [await fitAndSave(task, model, (options) => model.fit(train, { ...options, batchSize, validation }))];
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

/** Draws the positions of some training images of each digit. */
function drawLabelled({ train }: Digits, perDigit: number, seed: number): number[] {
  const labels = Array.from(train.labels ?? []);
  return Array.from({ length: train.classes }, (_, digit) => {
    const positions = labels.flatMap((label, i) => (label === digit ? [i] : []));
    return new Rng(seed).split(digit).choice(positions, perDigit);
  }).flat();
}
