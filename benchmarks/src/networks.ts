import { Autoencoder, type AutoencoderOptions } from '@ae-lab/autoencoders';
import {
  BatchNormalization,
  buildDecoder,
  buildEncoder,
  Conv2D,
  Conv2DTranspose,
  type ConvolutionOptions,
  Dense,
  type JsonObject,
  LeakyReLU,
  Rng,
} from '@ae-lab/core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

/** The kinds of models; objectives.ts has their losses. */
export type ModelKind = 'autoencoder' | 'variational' | 'classifier' | 'gan';

/** Networks to measure. They are saved to files, from which every peer loads them. */
export interface Networks {
  readonly kind: ModelKind;
  /** The options of Adam in every peer; epsilon is 1e-7. */
  readonly training: JsonObject & { readonly learningRate: number; readonly beta1: number };
  readonly parts: Readonly<Record<string, LayersModel>>;
}

/** The reference autoencoder: a network whose test error and speed with PyTorch are known. */
export const REFERENCE_ARCHITECTURE = {
  kind: 'convolutional',
  widths: [8, 16, 32],
  dense: [64],
  padding: ['same', 'same', 'valid'],
  batchNormalization: false,
} as const;

const USUAL = { learningRate: 1e-3, beta1: 0.9 };
const IMAGE = [28, 28, 1] as const;

function autoencoder(options: AutoencoderOptions): Networks {
  const { encoder, decoder } = new Autoencoder({ ...options, seed: 1 });
  return { kind: 'autoencoder', training: USUAL, parts: { encoder, decoder } };
}

/** Dense 784-512-256 to the mean and the logarithm of the variance of a 20-dimensional code, and back. */
function denseVae(): Networks {
  const shared = { imageShape: IMAGE, architecture: { kind: 'dense', widths: [512, 256] }, rng: new Rng(1) } as const;
  const encoder = buildEncoder({ ...shared, outputs: 40 });
  return {
    kind: 'variational',
    training: USUAL,
    parts: { encoder, decoder: buildDecoder({ ...shared, latentDim: 20 }) },
  };
}

/** A network like LeNet-5 (LeCun et al. 1998): 6 and 16 filters of 5 x 5 with max pooling, dense layers of 120 and 84. */
function lenet(): Networks {
  const shared = { activation: 'relu', seed: 1 } as const;
  const pool = () => layers.maxPooling2d({ poolSize: 2, strides: 2 });
  const network = sequential({
    layers: [
      new Conv2D({ ...shared, filters: 6, kernelSize: 5, padding: 'same', inputShape: [...IMAGE] }),
      pool(),
      new Conv2D({ ...shared, filters: 16, kernelSize: 5 }),
      pool(),
      layers.flatten(),
      new Dense({ ...shared, units: 120 }),
      new Dense({ ...shared, units: 84 }),
      new Dense({ units: 10, seed: 1 }),
    ],
  });
  return { kind: 'classifier', training: USUAL, parts: { network } };
}

/**
 * A DCGAN (Radford et al. 2015, arXiv:1511.06434v2) for 28 x 28 pixels. Its generator, with batch normalisation, maps codes to
 * 7 x 7 images of `widths[0]` channels and these to the output; its discriminator has two convolutions with stride 2.
 */
function dcgan(options: {
  training: Networks['training'];
  latentDim: number;
  widths: readonly number[];
  kernelSize: number;
  /** The stride of each transposed convolution. */
  strides: readonly number[];
  discriminator: readonly number[];
  alpha: number;
}): Networks {
  const { kernelSize, alpha, widths, strides } = options;
  const convolution = (filters: number, stride: number): ConvolutionOptions => ({
    ...{ filters, kernelSize, strides: stride, padding: 'same', seed: 1 },
  });
  const generator = sequential({
    layers: [
      new Dense({ units: 49 * widths[0], useBias: false, seed: 1, inputShape: [options.latentDim] }),
      new BatchNormalization(),
      new LeakyReLU({ alpha }),
      layers.reshape({ targetShape: [7, 7, widths[0]] }),
      ...widths
        .slice(1)
        .flatMap((width, i) => [
          new Conv2DTranspose({ ...convolution(width, strides[i]), useBias: false }),
          new BatchNormalization(),
          new LeakyReLU({ alpha }),
        ]),
      new Conv2DTranspose({ ...convolution(1, strides[widths.length - 1]), activation: 'sigmoid' }),
    ],
  });
  const discriminator = sequential({
    layers: [
      ...options.discriminator.flatMap((width, i) => [
        new Conv2D({ ...convolution(width, 2), ...(i === 0 && { inputShape: [...IMAGE] }) }),
        new LeakyReLU({ alpha }),
      ]),
      layers.flatten(),
      new Dense({ units: 1, seed: 1 }),
    ],
  });
  return { kind: 'gan', training: options.training, parts: { generator, discriminator } };
}

/** The measured networks, by the name of the folder from which every peer loads them. */
export const NETWORKS = {
  reference: () => autoencoder({ latentDim: 10, architecture: REFERENCE_ARCHITECTURE }),
  default: () => autoencoder({ latentDim: 10 }),
  'default-colour': () => autoencoder({ latentDim: 64, imageShape: [64, 64, 3] }),
  dense: () => autoencoder({ latentDim: 2, architecture: { kind: 'dense', widths: [512, 128] } }),
  'dense-vae': denseVae,
  lenet,
  'small-dcgan': () =>
    dcgan({
      training: { learningRate: 2e-4, beta1: 0.5 },
      ...{ latentDim: 64, widths: [128, 64], kernelSize: 4, strides: [2, 2], discriminator: [64, 128], alpha: 0.2 },
    }),
  // The DCGAN of TensorFlow's tutorial, without dropout: no two programs share the masks.
  'tutorial-dcgan': () =>
    dcgan({
      training: { learningRate: 1e-4, beta1: 0.9 },
      ...{
        latentDim: 100,
        widths: [256, 128, 64],
        kernelSize: 5,
        strides: [1, 2, 2],
        discriminator: [64, 128],
        alpha: 0.3,
      },
    }),
} as const satisfies Record<string, () => Networks>;

export type NetworkName = keyof typeof NETWORKS;
