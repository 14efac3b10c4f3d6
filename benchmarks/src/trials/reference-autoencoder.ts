// Trains the reference autoencoder with the given optimizer and learning rate; the worker loads MNIST once.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam, adamW, type Optimizer, rmsprop, sgd, warmup } from '@ae-lab/core';
import type { RunningTrial } from '@ae-lab/experiments';
import { type TrialResult, trainAndTest } from '../experiments/train-and-test';
import { mnistSplit } from '../mnist';
import { REFERENCE_ARCHITECTURE } from '../networks';

const OPTIMIZERS = {
  sgd: (learningRate) => sgd({ learningRate }),
  momentum: (learningRate) => sgd({ learningRate, momentum: 0.9 }),
  rmsprop: (learningRate) => rmsprop({ learningRate }),
  adam: (learningRate) => adam({ learningRate }),
  adamw: (learningRate) => adamW({ learningRate, weightDecay: 0.01 }),
} as const satisfies Record<string, (learningRate: ReturnType<typeof warmup>) => Optimizer>;

export type OptimizerName = keyof typeof OPTIMIZERS;

export interface ReferenceSettings {
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  /** The number of steps over which the learning rate rises to its value. */
  readonly warmup: number;
  readonly epochs: number;
}

await useWasmBackend();
const mnist = await mnistSplit();

/** Trains the autoencoder once; the test images are read only when `withTest` is set. */
export function trainReference(settings: ReferenceSettings, seed: number, withTest: boolean): Promise<TrialResult> {
  const { optimizer, learningRate, epochs } = settings;
  const trial = {
    model: { latentDim: 10, architecture: REFERENCE_ARCHITECTURE },
    optimizer: OPTIMIZERS[optimizer](warmup(Math.max(settings.warmup, 1), learningRate)),
    fit: { epochs, batchSize: 256, seed },
  };
  return trainAndTest(mnist, trial, withTest);
}

/** The error of all-black images, the output of a network with dead units. */
const BLACK = 0.11;

export default async function ({ settings, seed }: RunningTrial<ReferenceSettings>) {
  const { validation, secondsPerEpoch } = await trainReference(settings, seed, false);
  const validationMse = validation[validation.length - 1];
  if (validationMse > BLACK)
    throw new Error(`collapsed: the output is black, validation MSE ${validationMse.toFixed(4)}`);
  const byEpoch = Object.fromEntries(validation.map((error, i) => [`epoch ${i + 1}`, error]));
  return { validationMse, secondsPerEpoch, ...byEpoch };
}
