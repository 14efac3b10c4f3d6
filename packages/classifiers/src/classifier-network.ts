import { type Architecture, ArgumentError, buildEncoder, type ImageShape, Rng } from '@ae-lab/core';
import { checkImageShape, checkInteger } from '@ae-lab/core/internal';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { buildLenet } from './build-lenet';
import type { ReadClassifierOptions } from './classifier-options';

/** Builds the network from images [n, height, width, channels] to logits [n, classes]. */
export function buildClassifier({ imageShape, classes, architecture, seed }: ReadClassifierOptions): LayersModel {
  const rng = new Rng(seed);
  if (architecture === 'lenet') return buildLenet(imageShape, classes, rng);
  return buildEncoder({ imageShape, outputs: classes, architecture: resolve(architecture), rng });
}

function resolve(architecture: 'linear' | 'mlp' | Architecture): Architecture {
  if (typeof architecture === 'object') return architecture;
  return { kind: 'dense', widths: architecture === 'linear' ? [] : [128, 128] };
}

/** The last layer of a network that ends in logits. */
export interface Logits {
  /** Number of classes, at least 2. */
  readonly classes: number;
  /** The input of the last layer, [n, featureDim]. */
  readonly features: SymbolicTensor;
}

/** The shape of a classifier's images, and its last layer. */
export interface ClassifierParts extends Logits {
  readonly imageShape: ImageShape;
}

/** Reads the parts of a network. Throws an {@link ArgumentError} unless it maps images to logits. */
export function classifierParts(network: LayersModel): ClassifierParts {
  const imageShape = checkImageShape('network.inputs', network.inputs[0].shape.slice(1));
  return { imageShape, ...logitsOf('network', network) };
}

/** Reads the last layer of a network. Throws an {@link ArgumentError} unless it is dense and returns logits [n, classes]. */
export function logitsOf(argument: string, { outputs }: LayersModel): Logits {
  const [{ sourceLayer: last, inputs, shape }] = outputs;
  if (last.getClassName() !== 'Dense' || last.getConfig().activation !== 'linear' || shape.length !== 2) {
    const found = `${last.getClassName()} with activation ${last.getConfig().activation} and output [${shape}]`;
    throw new ArgumentError(argument, 'a last layer that is dense, without activation (no softmax)', found);
  }
  return { classes: checkInteger('classes', shape[1], { from: 2 }), features: inputs[0] };
}
