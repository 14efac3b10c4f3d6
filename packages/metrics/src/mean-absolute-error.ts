import * as tf from '@tensorflow/tfjs-core';
import { checkPair } from './check-pair';

/**
 * Returns the mean absolute error of each image: the mean over its pixels and channels of |x - y|.
 *
 * Unit: intensity. Range: [0, 1] for values in [0, 1]. Lower is better; 0 for identical images.
 *
 * @param images [n, height, width, channels] in [0, 1].
 * @param reconstructions of the same shape.
 * @returns [n].
 * @throws ArgumentError if the shapes differ or have no pixels.
 */
export function meanAbsoluteError(images: tf.Tensor4D, reconstructions: tf.Tensor4D): tf.Tensor1D {
  checkPair(images, reconstructions);
  return tf.tidy(() => tf.mean<tf.Tensor1D>(tf.abs(tf.sub(images, reconstructions)), [1, 2, 3]));
}
