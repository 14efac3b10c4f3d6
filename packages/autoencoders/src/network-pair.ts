import {
  type Architecture,
  ArgumentError,
  buildDecoder,
  buildEncoder,
  type Description,
  type ImageShape,
  kind,
  type OutputActivation,
  optional,
  type Read,
  Rng,
} from '@ae-lab/core';
import { ARCHITECTURE, checkImageShape, lastActivation, NETWORK, OUTPUT_ACTIVATION } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** An encoder and a decoder that fit together. */
export interface NetworkPair {
  /** From images [n, height, width, channels] to codes [n, latentDim], or what the model's class says instead. */
  readonly encoder: LayersModel;
  /** From the codes to images [n, height, width, channels]. */
  readonly decoder: LayersModel;
}

/** An encoder and a decoder that mirrors it, described by their sizes. */
export interface NetworkPairOptions {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The size of the code, at least 1. */
  readonly latentDim: number;
  /** What lies between image and code. Default `{ kind: 'convolutional' }` with the defaults stated there. */
  readonly architecture?: Architecture;
  /** The activation of the code. Default 'linear'. */
  readonly codeActivation?: OutputActivation;
  /** The activation of the pixels. Default 'sigmoid', for images in [0, 1]. */
  readonly outputActivation?: OutputActivation;
  /** Decides the initial weights. Default 0. */
  readonly seed?: number;
}

/** The description of a {@link NetworkPair}. */
export const NETWORK_PAIR = { encoder: NETWORK, decoder: NETWORK } satisfies Description<NetworkPair>;

/** The description of {@link NetworkPairOptions}. */
export const NETWORK_PAIR_OPTIONS = {
  imageShape: optional(kind.imageShape, [28, 28, 1]),
  latentDim: kind.integer({ from: 1 }),
  architecture: optional(ARCHITECTURE, { kind: 'convolutional' }),
  codeActivation: optional(OUTPUT_ACTIVATION, 'linear'),
  outputActivation: optional(OUTPUT_ACTIVATION, 'sigmoid'),
  seed: optional(kind.seed, 0),
} satisfies Description<NetworkPairOptions>;

/** The options of a pair with their defaults; the activation of the code is absent where the model decides it. */
export type ReadPairOptions = Omit<Read<typeof NETWORK_PAIR_OPTIONS>, 'codeActivation'> &
  Pick<NetworkPairOptions, 'codeActivation'>;

export interface CheckedNetworkPair extends NetworkPair {
  readonly imageShape: ImageShape;
  readonly latentDim: number;
}

/**
 * The networks given, or new ones of an architecture, with the sizes that they have.
 *
 * @param outputsPerCode what the encoder gives for each of the decoder's inputs: 2 for a mean and a variance.
 * @throws ArgumentError if an option is out of range, or the networks do not fit together.
 */
export function networkPair(options: ReadPairOptions | NetworkPair, outputsPerCode = 1): CheckedNetworkPair {
  const networks = 'encoder' in options ? options : buildNetworks(options, outputsPerCode);
  const { encoder, decoder } = networks;
  const [imageShape, encoded] = [encoder.inputs[0].shape.slice(1), encoder.outputs[0].shape.slice(1)];
  checkImageShape('encoder.inputs', imageShape);
  const latentDim = (encoded[0] as number) / outputsPerCode;
  if (encoded.length !== 1 || !Number.isInteger(latentDim)) {
    const size = outputsPerCode === 1 ? 'latentDim' : `${outputsPerCode} latentDim`;
    throw new ArgumentError('encoder', `codes of shape [n, ${size}]`, encoder.outputs[0].shape);
  }
  const [decoderInput, decoderOutput] = [decoder.inputs[0].shape.slice(1), decoder.outputs[0].shape.slice(1)];
  if (String(decoderInput) !== String(latentDim)) {
    throw new ArgumentError(
      'decoder',
      `codes of shape [n, ${latentDim}] as the encoder gives`,
      decoder.inputs[0].shape,
    );
  }
  if (String(decoderOutput) !== String(imageShape)) {
    throw new ArgumentError(
      'decoder',
      `images of shape [n, ${imageShape}] as the encoder takes`,
      decoder.outputs[0].shape,
    );
  }
  return { encoder, decoder, imageShape: imageShape as unknown as ImageShape, latentDim };
}

/** Throws an {@link ArgumentError} unless the pixels come from a sigmoid, which `purpose` needs. */
export function checkSigmoidOutput(
  options: { readonly outputActivation?: OutputActivation } | NetworkPair,
  purpose: string,
): void {
  const activation = 'decoder' in options ? lastActivation(options.decoder) : options.outputActivation;
  if (activation !== 'sigmoid') throw new ArgumentError('outputActivation', `'sigmoid' for ${purpose}`, activation);
}

function buildNetworks(options: ReadPairOptions, outputsPerCode: number): NetworkPair {
  const { imageShape, latentDim, architecture, codeActivation, outputActivation, seed } = options;
  const shared = { imageShape, architecture };
  const rng = new Rng(seed);
  const outputs = outputsPerCode * latentDim;
  return {
    encoder: buildEncoder({ ...shared, outputs, codeActivation, rng: rng.split('encoder') }),
    decoder: buildDecoder({ ...shared, latentDim, outputActivation, rng: rng.split('decoder') }),
  };
}
