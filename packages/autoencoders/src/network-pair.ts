import * as core from '@ae-lab/core';
import { ARCHITECTURE, checkImageShape, lastActivation, NETWORK, OUTPUT_ACTIVATION } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** An encoder and a decoder that fit together. */
export interface NetworkPair {
  /** The network from images [n, height, width, channels] to codes [n, latentDim], or to what the model's class says instead. */
  readonly encoder: LayersModel;
  /** The network from the codes to images [n, height, width, channels]. */
  readonly decoder: LayersModel;
}

/** The sizes of an encoder and of a decoder that mirrors it. */
export interface NetworkPairOptions {
  /** [height, width, channels] of the images. Default [28, 28, 1]. */
  readonly imageShape?: core.ImageShape;
  /** The size of the code, at least 1. */
  readonly latentDim: number;
  /** The layers between image and code. Default `{ kind: 'convolutional' }` with the defaults stated there. */
  readonly architecture?: core.Architecture;
  /** The activation of the code. Default 'linear'. */
  readonly codeActivation?: core.OutputActivation;
  /** The activation of the pixels. Default 'sigmoid', for images in [0, 1]. */
  readonly outputActivation?: core.OutputActivation;
  /** The seed of the initial weights. Default 0. */
  readonly seed?: number;
}

/** The description of a {@link NetworkPair}. */
export const NETWORK_PAIR = { encoder: NETWORK, decoder: NETWORK } satisfies core.Description<NetworkPair>;

/** The description of {@link NetworkPairOptions} for models whose code has no activation of its own. */
export const LINEAR_CODE_OPTIONS = {
  imageShape: core.optional(core.kind.imageShape, [28, 28, 1]),
  latentDim: core.kind.integer({ from: 1 }),
  architecture: core.optional(ARCHITECTURE, { kind: 'convolutional' }),
  outputActivation: core.optional(OUTPUT_ACTIVATION, 'sigmoid'),
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<Omit<NetworkPairOptions, 'codeActivation'>>;

/** The description of {@link NetworkPairOptions}. */
export const NETWORK_PAIR_OPTIONS = {
  ...LINEAR_CODE_OPTIONS,
  codeActivation: core.optional(OUTPUT_ACTIVATION, 'linear'),
} satisfies core.Description<NetworkPairOptions>;

/** The options of a pair with their defaults; the activation of the code is absent where the model decides it. */
export type ReadPairOptions = core.Read<typeof LINEAR_CODE_OPTIONS> & Pick<NetworkPairOptions, 'codeActivation'>;

/** Two networks that fit together, with their sizes. */
export interface CheckedNetworkPair extends NetworkPair {
  readonly imageShape: core.ImageShape;
  readonly latentDim: number;
}

/**
 * Returns the networks given, or new ones of an architecture, with their sizes.
 *
 * @param outputsPerCode number of the encoder's outputs for each of the decoder's inputs: 2 for a mean and a variance.
 * @throws ArgumentError if the networks do not fit together.
 */
export function networkPair(options: ReadPairOptions | NetworkPair, outputsPerCode = 1): CheckedNetworkPair {
  const networks = 'encoder' in options ? options : buildNetworks(options, outputsPerCode);
  const { encoder, decoder } = networks;
  const imageShape = checkImageShape('encoder.inputs', encoder.inputs[0].shape.slice(1));
  const encoded = encoder.outputs[0].shape;
  const latentDim = (encoded[1] as number) / outputsPerCode;
  if (encoded.length !== 2 || !Number.isInteger(latentDim)) {
    const size = outputsPerCode === 1 ? 'latentDim' : `${outputsPerCode} latentDim`;
    throw new core.ArgumentError('encoder', `codes of shape [n, ${size}]`, encoded);
  }
  checkDecoder(decoder, [latentDim], imageShape);
  return { encoder, decoder, imageShape, latentDim };
}

/** Throws an `ArgumentError` unless a decoder maps codes of the encoder's shape to images of its shape. */
export function checkDecoder(decoder: LayersModel, code: readonly number[], imageShape: core.ImageShape): void {
  for (const [end, expected, verb] of [
    ['inputs', code, 'gives'],
    ['outputs', imageShape, 'takes'],
  ] as const) {
    const { shape } = decoder[end][0];
    if (String(shape.slice(1)) !== String(expected)) {
      throw new core.ArgumentError(`decoder.${end}`, `[n, ${expected.join(', ')}] as the encoder ${verb}`, shape);
    }
  }
}

/** Throws an `ArgumentError` unless the pixels come from a sigmoid, which `purpose` needs. */
export function checkSigmoidOutput(
  options: { readonly outputActivation?: core.OutputActivation } | NetworkPair,
  purpose: string,
): void {
  const activation = 'decoder' in options ? lastActivation(options.decoder) : options.outputActivation;
  if (activation !== 'sigmoid')
    throw new core.ArgumentError('outputActivation', `'sigmoid' for ${purpose}`, activation);
}

function buildNetworks(options: ReadPairOptions, outputsPerCode: number): NetworkPair {
  const { imageShape, latentDim, architecture, codeActivation, outputActivation, seed } = options;
  const shared = { imageShape, architecture };
  const rng = new core.Rng(seed);
  const outputs = outputsPerCode * latentDim;
  return {
    encoder: core.buildEncoder({ ...shared, outputs, codeActivation, rng: rng.split('encoder') }),
    decoder: core.buildDecoder({ ...shared, latentDim, outputActivation, rng: rng.split('decoder') }),
  };
}
