import { Autoencoder } from '@ae-lab/autoencoders';
import { adam, cosineDecay, type Optimizer, withL2 } from '@ae-lab/core';

/** An autoencoder of the grid: three convolutions, 32 units and ten latent dimensions. */
export interface Network {
  /** Channels of the convolutions. */
  readonly widths: readonly number[];
  /** With batch normalisation and a schedule; else, as in the published report, with dropout and an L2 penalty. */
  readonly normalised: boolean;
}

export const LATENT_DIM = 10;
/** The published report's. Behind the dense layers only: behind convolutions it leaves black images. */
const DROPOUT = 0.2;
const L2 = 1e-5;

/** @param noise the standard deviation of the noise on its input in training. */
export function makeAutoencoder({ widths, normalised }: Network, seed: number, noise = 0): Autoencoder {
  const architecture = {
    kind: 'convolutional',
    widths,
    dense: [32],
    padding: ['same', 'same', 'valid'],
    batchNormalization: normalised,
    denseDropout: normalised ? 0 : DROPOUT,
  } as const;
  const corruption = noise > 0 ? ({ kind: 'gaussian', sigma: noise } as const) : undefined;
  return new Autoencoder({ latentDim: LATENT_DIM, architecture, corruption, seed });
}

export function makeOptimizer({ normalised }: Network): Optimizer {
  if (normalised) return adam({ learningRate: cosineDecay({ peak: 1e-2, warmup: 0.05 }) });
  return withL2(adam({ learningRate: 1e-3 }), L2);
}
