import { ArgumentError, type ImageShape } from '@ae-lab/core';
import { checkImageShape, lastActivation } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The last activations that a generator may have. */
export const GENERATOR_ACTIVATIONS = ['tanh', 'sigmoid'] as const;

/** One of {@link GENERATOR_ACTIVATIONS}. */
export type GeneratorActivation = (typeof GENERATOR_ACTIVATIONS)[number];

/** A generator's input and output shapes and its last activation. */
export interface GeneratorShape {
  readonly imageShape: ImageShape;
  /** The size of a code, without its label. */
  readonly latentDim: number;
  readonly outputActivation: GeneratorActivation;
}

/**
 * Returns the shape of a network from codes to images.
 *
 * @param classes the number of inputs after each code, for its label.
 * @throws ArgumentError for any other network, and for one that ends in neither a tanh nor a sigmoid.
 */
export function generatorShape(generator: LayersModel, classes = 0): GeneratorShape {
  const inputShape = generator.inputs[0].shape;
  const imageShape = checkImageShape('generator.outputs', generator.outputs[0].shape.slice(1));
  const latentDim = (inputShape[1] as number) - classes;
  if (inputShape.length !== 2 || !(latentDim >= 1)) {
    const size = classes === 0 ? 'latentDim' : `latentDim + ${classes} classes`;
    throw new ArgumentError('generator.inputs', `[n, ${size}]`, inputShape);
  }
  const outputActivation = lastActivation(generator);
  if (outputActivation !== 'tanh' && outputActivation !== 'sigmoid') {
    throw new ArgumentError('generator', 'a tanh or a sigmoid at its end', outputActivation);
  }
  return { imageShape, latentDim, outputActivation };
}

/** Maps a generator's output, which is in [-1, 1] after a tanh, to images in [0, 1]. */
export function toPixelRange(output: tf.Tensor4D, activation: GeneratorActivation): tf.Tensor4D {
  return activation === 'tanh' ? tf.tidy(() => tf.mul(tf.add(output, 1), 0.5)) : output;
}

/** Maps images in [0, 1] to the range of a generator's output: the inverse of {@link toPixelRange}. */
export function toOutputRange(images: tf.Tensor4D, activation: GeneratorActivation): tf.Tensor4D {
  return activation === 'tanh' ? tf.tidy(() => tf.sub(tf.mul(images, 2), 1)) : images;
}
