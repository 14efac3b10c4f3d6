import * as core from '@ae-lab/core';
import { ARCHITECTURE, NETWORK } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CODE_SPACES, type CodeSpace } from './code-space';
import { GENERATOR_ACTIVATIONS } from './generator-network';
import { IMAGE_LOSSES, type ImageLossName } from './image-loss';
import { CODE_SEARCH, type CodeSearch, codeSearch } from './optimize-codes';

/** The objective of a {@link Glo}, whatever its generator. */
export interface GloObjective {
  /** The set that codes are projected to: 'ball' as in the paper, or 'sphere', its surface. Default 'sphere'. */
  readonly codeSpace?: CodeSpace;
  /** The loss between an image and the image of its code; see {@link IMAGE_LOSSES}. Default 'l2'. */
  readonly loss?: ImageLossName;
  /** The features that the loss 'perceptual' compares. They are not saved with the model. Default: none. */
  readonly featureExtractor?: core.FeatureExtractor;
  /** The search by which `encode` finds codes, unless it is given another. Default: as stated there. */
  readonly search?: CodeSearch;
  /** The seed of the initial weights and codes. Default 0. */
  readonly seed?: number;
}

/** The sizes of the generator of a {@link Glo}, and its objective. */
export interface GloOptions extends GloObjective {
  /** [height, width, channels] of the images. Default [28, 28, 1]. */
  readonly imageShape?: core.ImageShape;
  /** The size of the code, at least 1. Default 74. */
  readonly latentDim?: number;
  /**
   * The architecture that the generator mirrors. Default: 4 x 4 convolutions of 32 and 64 channels, stride 2, and no hidden
   * dense layer; 4 million floating-point operations for an image of 28 x 28.
   */
  readonly architecture?: core.Architecture;
  /** The generator's last activation: a tanh gives [-1, 1], which is mapped to pixels in [0, 1]. Default 'sigmoid'. */
  readonly outputActivation?: 'sigmoid' | 'tanh';
}

/** A generator of your own, instead of an architecture. */
export interface GloNetwork extends GloObjective {
  /** The network from codes [n, latentDim] to images [n, height, width, channels]; it ends in a sigmoid or a tanh. */
  readonly generator: LayersModel;
}

/** The description of {@link GloObjective}. */
export const GLO_OBJECTIVE = {
  codeSpace: core.optional(core.kind.choice(CODE_SPACES), 'sphere'),
  loss: core.optional(core.kind.choice(IMAGE_LOSSES), 'l2'),
  featureExtractor: core.optional(
    core.kind.withMethods<core.FeatureExtractor>('a FeatureExtractor, with features()', 'features'),
  ),
  search: core.optional(core.nested(codeSearch(CODE_SEARCH)), CODE_SEARCH),
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<GloObjective>;

/** The description of {@link GloNetwork}. */
export const GLO_NETWORK = { generator: NETWORK, ...GLO_OBJECTIVE } satisfies core.Description<GloNetwork>;

/** The description of {@link GloOptions}. */
export const GLO_OPTIONS = {
  imageShape: core.optional(core.kind.imageShape, [28, 28, 1]),
  latentDim: core.optional(core.kind.integer({ from: 1 }), 74),
  architecture: core.optional(ARCHITECTURE, { kind: 'convolutional', widths: [32, 64], kernelSize: 4, dense: [] }),
  outputActivation: core.optional(core.kind.choice(GENERATOR_ACTIVATIONS), 'sigmoid'),
  ...GLO_OBJECTIVE,
} satisfies core.Description<GloOptions>;

/** Builds the generator that the options describe. */
export function gloGenerator(options: Omit<core.Read<typeof GLO_OPTIONS>, 'featureExtractor'>): LayersModel {
  const { imageShape, latentDim, architecture, outputActivation, seed } = options;
  return core.buildDecoder({
    imageShape,
    latentDim,
    architecture,
    outputActivation,
    rng: new core.Rng(seed).split('generator'),
  });
}
