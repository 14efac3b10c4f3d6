import { Autoencoder } from '@ae-lab/autoencoders';
import { adam, buildDecoder, buildEncoder, cosineDecay, type Optimizer, Rng, withL2 } from '@ae-lab/core';

/** An autoencoder of the grid: three convolutions, 32 units and ten latent dimensions. */
export interface Network {
  /** Channels of the convolutions. */
  readonly widths: readonly number[];
  /** With batch normalisation and a schedule; else, as in the published report, with dropout and an L2 penalty. */
  readonly normalised: boolean;
}

export const LATENT_DIM = 10;
/** The published report's, behind the encoder's convolutions: behind all layers it leaves black images. */
const DROPOUT = 0.2;
const L2 = 1e-5;

/** @param noise the standard deviation of the noise on its input in training. */
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
