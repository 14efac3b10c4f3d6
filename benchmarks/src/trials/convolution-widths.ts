// Trains a convolutional autoencoder of given widths, with early stopping; the worker loads MNIST once.
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import {
  adam,
  buildDecoder,
  buildEncoder,
  type ConvolutionalArchitecture,
  cosineDecay,
  Rng,
  withL2,
} from '@ae-lab/core';
import type { RunningTrial } from '@ae-lab/experiments';
import { mnistSplit } from '../mnist';

export interface WidthSettings {
  readonly widths: readonly number[];
  /** The dropout rate: after all hidden layers with batch normalisation, after the encoder's convolutions without. */
  readonly dropout: number;
  /** Whether to normalise: Adam then warms up to 1e-2 and decays, without L2; else its rate stays at 1e-3, with L2 1e-5. */
  readonly batchNormalization: boolean;
  /** The largest number of epochs; early stopping has a patience of 8. */
  readonly epochs: number;
}

/** Returns the folder where a trial saves its model. */
export function placeOf({ widths, dropout, batchNormalization, epochs }: WidthSettings): string {
  const name = [...widths, dropout, batchNormalization ? 'normalised' : 'plain', epochs].join('-');
  return join(import.meta.dirname, '../../../runs/benchmarks/convolution-widths', name);
}

await useWasmBackend();
const mnist = await mnistSplit();

export default async function ({ settings, seed }: RunningTrial<WidthSettings>) {
  const { widths, dropout, batchNormalization, epochs } = settings;
  const architecture = {
    kind: 'convolutional',
    widths,
    dense: [32],
    padding: ['same', 'same', 'valid'],
    batchNormalization,
  } as const;
  const model = batchNormalization
    ? new Autoencoder({ latentDim: 10, architecture: { ...architecture, dropout }, seed })
    : new Autoencoder(networks(architecture, dropout, seed));
  const history = await model.fit(mnist.train, {
    epochs,
    batchSize: 128,
    seed,
    validation: mnist.validation,
    optimizer: batchNormalization
      ? adam({ learningRate: cosineDecay({ peak: 1e-2, warmup: 0.05 }) })
      : withL2(adam({ learningRate: 1e-3 }), 1e-5),
    earlyStopping: { patience: 8 },
  });
  const best = history.epochs[(history.bestEpoch ?? history.epochs.length) - 1];
  await model.save(placeOf(settings));
  model.dispose();
  return {
    validationMse: best.validation?.loss ?? Number.NaN,
    trainingMse: best.train.loss,
    epochs: history.epochs.length,
  };
}

/**
 * Builds networks with dropout after the encoder's convolutions. After all layers it leads to black images; after the 32 dense units
 * it raises the error most.
 */
function networks(architecture: ConvolutionalArchitecture, dropout: number, seed: number) {
  const imageShape = [28, 28, 1] as const;
  const rng = new Rng(seed);
  const encoding = { ...architecture, dropout, denseDropout: 0 };
  return {
    encoder: buildEncoder({ imageShape, outputs: 10, architecture: encoding, rng: rng.split('encoder') }),
    decoder: buildDecoder({ imageShape, latentDim: 10, architecture, rng: rng.split('decoder') }),
  };
}
