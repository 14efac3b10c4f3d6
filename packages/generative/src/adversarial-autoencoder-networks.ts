import {
  type Architecture,
  ArgumentError,
  buildDecoder,
  buildEncoder,
  Dense,
  type ImageShape,
  type OutputActivation,
  Rng,
} from '@ae-lab/core';
import { checkImageShape, checkInteger } from '@ae-lab/core/internal';
import { type LayersModel, sequential } from '@tensorflow/tfjs-layers';
import { checkNetworkShape } from './check-network-shape';

/** An encoder and a decoder, and what judges codes. */
export interface AdversarialAutoencoderNetworks {
  /** Images [n, height, width, channels] to codes [n, latentDim]. */
  readonly encoder: LayersModel;
  /** Codes to images. */
  readonly decoder: LayersModel;
  /** Codes to one logit [n, 1]. */
  readonly discriminator: LayersModel;
}

/** The three networks of an {@link AdversarialAutoencoder}, described by their sizes. */
export interface AdversarialAutoencoderNetworkOptions {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The size of the code, at least 1. */
  readonly latentDim: number;
  /** What lies between image and code. Default `{ kind: 'convolutional' }` with the defaults stated there. */
  readonly architecture?: Architecture;
  /** The activation of the pixels. Default 'sigmoid', for images in [0, 1]. */
  readonly outputActivation?: OutputActivation;
  /** Units of the discriminator's hidden layers, of ReLU. Default [256, 256]; the paper has [1000, 1000]. */
  readonly discriminatorWidths?: readonly number[];
  /** Decides the initial weights. Default 0. */
  readonly seed?: number;
}

/** The networks with the sizes that they have. */
export interface CheckedAdversarialAutoencoderNetworks extends AdversarialAutoencoderNetworks {
  readonly imageShape: ImageShape;
  readonly latentDim: number;
}

/**
 * The networks given, or new ones, with the sizes that they have.
 *
 * @throws ArgumentError if an option is out of range, or the networks do not fit together.
 */
export function adversarialAutoencoderNetworks(
  options: AdversarialAutoencoderNetworkOptions | AdversarialAutoencoderNetworks,
): CheckedAdversarialAutoencoderNetworks {
  const networks = 'encoder' in options ? options : buildNetworks(options);
  const { encoder, decoder, discriminator } = networks;
  const imageShape = checkImageShape('encoder.inputs', encoder.inputs[0].shape.slice(1));
  const codes = encoder.outputs[0].shape;
  if (codes.length !== 2) throw new ArgumentError('encoder.outputs', '[n, latentDim]', codes);
  const latentDim = codes[1] as number;
  checkNetworkShape('decoder', decoder, 'inputs', [latentDim]);
  checkNetworkShape('decoder', decoder, 'outputs', imageShape);
  checkNetworkShape('discriminator', discriminator, 'inputs', [latentDim]);
  checkNetworkShape('discriminator', discriminator, 'outputs', [1]);
  return { encoder, decoder, discriminator, imageShape, latentDim };
}

function buildNetworks(options: AdversarialAutoencoderNetworkOptions): AdversarialAutoencoderNetworks {
  const { imageShape = [28, 28, 1], architecture = { kind: 'convolutional' }, seed = 0, outputActivation } = options;
  const latentDim = checkInteger('latentDim', options.latentDim, { from: 1 });
  const { discriminatorWidths = [256, 256] } = options;
  // Before anything is built.
  for (const width of discriminatorWidths) checkInteger('discriminatorWidths', width, { from: 1 });
  const rng = new Rng(seed);
  const shared = { imageShape, architecture };
  return {
    encoder: buildEncoder({ ...shared, outputs: latentDim, rng: rng.split('encoder') }),
    decoder: buildDecoder({ ...shared, latentDim, outputActivation, rng: rng.split('decoder') }),
    discriminator: buildDiscriminator(latentDim, discriminatorWidths, rng.split('discriminator')),
  };
}

function buildDiscriminator(latentDim: number, widths: readonly number[], rng: Rng): LayersModel {
  const layers = [...widths, 1].map((units, i) => {
    const name = `block${i + 1}`;
    const activation = i < widths.length ? 'relu' : 'linear';
    const inputShape = i === 0 ? [latentDim] : undefined;
    return new Dense({ units, name, activation, inputShape, seed: rng.split(name).integer(2 ** 31) });
  });
  return sequential({ layers, name: 'discriminator' });
}
