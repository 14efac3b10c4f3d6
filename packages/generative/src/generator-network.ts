import { ArgumentError, type ImageShape } from '@ae-lab/core';
import { checkImageShape, lastActivation } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What a generator may end in. */
export const GENERATOR_ACTIVATIONS = ['tanh', 'sigmoid'] as const;

export type GeneratorActivation = (typeof GENERATOR_ACTIVATIONS)[number];

/** What a generator makes of what. */
export interface GeneratorShape {
  readonly imageShape: ImageShape;
  /** The size of a code, without its label. */
  readonly latentDim: number;
  readonly outputActivation: GeneratorActivation;
}

/**
 * The sizes of a network from codes to images.
 *
 * @param classes how many numbers for the label are behind each code.
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

/** Images in [0, 1] from a generator's output, which is in [-1, 1] behind a tanh. */
export function toPixelRange(output: tf.Tensor4D, activation: GeneratorActivation): tf.Tensor4D {
  return activation === 'tanh' ? tf.tidy(() => tf.mul(tf.add(output, 1), 0.5)) : output;
}

/** Images in [0, 1] in the range of a generator's output: what {@link toPixelRange} undoes. */
export function toOutputRange(images: tf.Tensor4D, activation: GeneratorActivation): tf.Tensor4D {
  return activation === 'tanh' ? tf.tidy(() => tf.sub(tf.mul(images, 2), 1)) : images;
}
