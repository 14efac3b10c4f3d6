import { Autoencoder } from '@ae-lab/autoencoders';
import { adam, buildDecoder, buildEncoder, cosineDecay, type Optimizer, Rng, withL2 } from '@ae-lab/core';

/** An autoencoder of the grid: three convolutions, 32 dense units and latent dimension 10. */
export interface Network {
  /** The channels of the convolutions. */
  readonly widths: readonly number[];
  /** Whether to use batch normalisation and a schedule; else dropout and an L2 penalty, as in the published report. */
  readonly normalised: boolean;
}

export const LATENT_DIM = 10;
/** The rate of the published report, after the encoder's convolutions: after all layers it leads to black images. */
const DROPOUT = 0.2;
const L2 = 1e-5;

/**
 * Builds an autoencoder of the grid.
 *
 * @param noise the standard deviation of the noise on its input in training.
 */
export function makeAutoencoder({ widths, normalised }: Network, seed: number, noise = 0): Autoencoder {
  const imageShape = [28, 28, 1] as const;
  const architecture = {
    kind: 'convolutional',
    widths,
    dense: [32],
    padding: ['same', 'same', 'valid'],
    batchNormalization: normalised,
  } as const;
  const encoding = normalised ? architecture : { ...architecture, dropout: DROPOUT, denseDropout: 0 };
  const rng = new Rng(seed);
  return new Autoencoder({
    encoder: buildEncoder({ imageShape, outputs: LATENT_DIM, architecture: encoding, rng: rng.split('encoder') }),
    decoder: buildDecoder({ imageShape, latentDim: LATENT_DIM, architecture, rng: rng.split('decoder') }),
    corruption: noise > 0 ? { kind: 'gaussian', sigma: noise } : undefined,
  });
}

export function makeOptimizer({ normalised }: Network): Optimizer {
  if (normalised) return adam({ learningRate: cosineDecay({ peak: 1e-2, warmup: 0.05 }) });
  return withL2(adam({ learningRate: 1e-3 }), L2);
}
