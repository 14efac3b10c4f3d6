// Trains one model on a worker thread and saves it in the folder `model` of its part.
import { join } from 'node:path';
import { Autoencoder, VariationalAutoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { ImageClassifier, transferClassifier } from '@ae-lab/classifiers';
import { adam, adamW, cosineDecay, type History, Rng, rmsprop, type Schedule, sgd, warmup } from '@ae-lab/core';
import { type Digits, fitAndSave, loadDigits, type TrainingTask } from '@ae-lab/example-shared';
import { makeAutoencoder, makeOptimizer, type Network } from './network';

interface Shared {
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
}

export interface AutoencoderTraining extends Shared {
  readonly network: Network;
  /** The standard deviation of the noise on its input. */
  readonly noise: number;
}

/** Functions that make an optimizer from its learning rate schedule. */
const OPTIMIZERS = {
  SGD: (learningRate: Schedule) => sgd({ learningRate }),
  momentum: (learningRate: Schedule) => sgd({ learningRate, momentum: 0.9 }),
  RMSprop: (learningRate: Schedule) => rmsprop({ learningRate }),
  Adam: (learningRate: Schedule) => adam({ learningRate }),
  AdamW: (learningRate: Schedule) => adamW({ learningRate, weightDecay: 0.01 }),
};

/** The training of a small autoencoder without normalisation and dropout. */
export interface OptimizerTraining extends Shared {
  readonly optimizer: keyof typeof OPTIMIZERS;
  readonly learningRate: number;
  /** The number of steps over which the learning rate rises to its value. */
  readonly warmup: number;
}

export interface ClassifierTraining extends Shared {
  /** The folder of the autoencoder whose encoder is fine-tuned with a head. Default: a LeNet is trained from scratch. */
  readonly encoder?: string;
}

/** The training of a variational autoencoder with two latent dimensions. */
export interface VariationalTraining extends Shared {
  readonly denseWidths: readonly number[];
}

export type Training = AutoencoderTraining | OptimizerTraining | ClassifierTraining | VariationalTraining;

const PATIENCE = 8;

export default async function train(task: TrainingTask<Training>): Promise<History> {
  await useWasmBackend();
  const { settings, seed } = task;
  const { batchSize } = settings;
  const { model, data, ...own } = await prepare(settings, await loadDigits(settings.digits), seed);
  return fitAndSave(task, model, (options) => model.fit(data, { ...options, batchSize, ...own }));
}

/** Splits the training images for classifiers: 80 % for training, 20 % for validation. */
export function splitForClassifiers({ train }: Digits, seed: number) {
  const [data, validation] = train.stratifiedSplit(0.8, new Rng(seed));
  return { data, validation };
}

async function prepare(training: Training, digits: Digits, seed: number) {
  const images = { data: digits.train, validation: digits.validation };
  if ('network' in training) {
    const { network, noise } = training;
    const model = makeAutoencoder(network, seed, noise);
    return { model, ...images, optimizer: makeOptimizer(network), earlyStopping: { patience: PATIENCE } };
  }
  if ('optimizer' in training) {
    const architecture = {
      kind: 'convolutional',
      widths: [8, 16, 32],
      dense: [64],
      padding: ['same', 'same', 'valid'],
      batchNormalization: false,
    } as const;
    const optimizer = OPTIMIZERS[training.optimizer](warmup(training.warmup, training.learningRate));
    return { model: new Autoencoder({ latentDim: 10, architecture, seed }), ...images, optimizer };
  }
  const optimizer = adam({ learningRate: cosineDecay({ peak: 1e-3, warmup: 0.05 }) });
  if ('denseWidths' in training) {
    const architecture = { kind: 'dense', widths: training.denseWidths } as const;
    return { model: new VariationalAutoencoder({ latentDim: 2, architecture, seed }), ...images, optimizer };
  }
  const split = splitForClassifiers(digits, seed);
  if (training.encoder === undefined) {
    return { model: new ImageClassifier({ architecture: 'lenet', seed }), ...split, optimizer };
  }
  const autoencoder = await Autoencoder.load(join(training.encoder, 'model'));
  const model = transferClassifier(autoencoder, { trainEncoder: true, seed });
  autoencoder.dispose();
  return { model, ...split, optimizer };
}
