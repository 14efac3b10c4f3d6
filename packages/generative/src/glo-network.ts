import { type Architecture, buildDecoder, type FeatureExtractor, type ImageShape, Rng } from '@ae-lab/core';
import { checkInteger, checkOneOf } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CodeSpace } from './code-space';
import { GENERATOR_ACTIVATIONS } from './generator-network';
import type { ImageLossName } from './image-loss';
import type { CodeSearch } from './optimize-codes';

/** What a {@link Glo} learns, whatever its generator. */
export interface GloObjective {
  /** Where the codes are held: 'ball' as in the paper, or 'sphere', its surface. Default 'sphere'. */
  readonly codeSpace?: CodeSpace;
  /** How far an image is from the one its code gives; see {@link IMAGE_LOSSES}. Default 'l2'. */
  readonly loss?: ImageLossName;
  /** For the loss 'perceptual'. It is not saved with the model. */
  readonly featureExtractor?: FeatureExtractor;
  /** How `encode` looks for codes, unless it is told otherwise. Default: as stated there. */
  readonly search?: CodeSearch;
  /** Decides the initial weights and codes. Default 0. */
  readonly seed?: number;
}

export interface GloOptions extends GloObjective {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The size of the code, at least 1. Default 74. */
  readonly latentDim?: number;
  /**
   * The architecture that the generator mirrors. Default: 4 x 4 convolutions of 32 and 64 channels, stride 2, and no hidden
   * dense layer; 4 million floating-point operations for an image of 28 x 28.
   */
  readonly architecture?: Architecture;
  /** The generator's last activation: a tanh works in [-1, 1], which becomes [0, 1] outside. Default 'sigmoid'. */
  readonly outputActivation?: 'sigmoid' | 'tanh';
}

/** A network of your own, from codes [n, latentDim] to images [n, height, width, channels], ending in a sigmoid or a tanh. */
export interface GloNetwork extends GloObjective {
  /** From codes [n, latentDim] to images [n, height, width, channels]. */
  readonly generator: LayersModel;
}

const GLO_ARCHITECTURE: Architecture = { kind: 'convolutional', widths: [32, 64], kernelSize: 4, dense: [] };

/** The generator that the options describe. */
export function gloGenerator(options: GloOptions): LayersModel {
  const { imageShape = [28, 28, 1], architecture = GLO_ARCHITECTURE, latentDim = 74, seed = 0 } = options;
  return buildDecoder({
    imageShape,
    latentDim: checkInteger('latentDim', latentDim, { from: 1 }),
    architecture,
    outputActivation: checkOneOf('outputActivation', options.outputActivation ?? 'sigmoid', GENERATOR_ACTIVATIONS),
    rng: new Rng(seed).split('generator'),
  });
}
