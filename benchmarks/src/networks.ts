import type { AutoencoderOptions } from '@ae-lab/autoencoders';

/** The reference autoencoder: a net whose test error and speed under PyTorch are known. */
export const REFERENCE_ARCHITECTURE = {
  kind: 'convolutional',
  widths: [8, 16, 32],
  dense: [64],
  padding: ['same', 'same', 'valid'],
  batchNormalization: false,
} as const;

/** The autoencoders that are measured, by the name of the folder that every peer loads them from. */
export const NETWORKS = {
  reference: { latentDim: 10, architecture: REFERENCE_ARCHITECTURE, seed: 1 },
  dense: { latentDim: 2, architecture: { kind: 'dense', widths: [512, 128] }, seed: 1 },
} as const satisfies Record<string, AutoencoderOptions>;

export type NetworkName = keyof typeof NETWORKS;
