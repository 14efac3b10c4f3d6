import * as tf from '@tensorflow/tfjs-core';
import { checkPair } from './check-pair';

/**
 * Returns the mean squared error of each image: the mean over its pixels and channels of (x - y)².
 *
 * Unit: squared intensity. Range: [0, 1] for values in [0, 1]. Lower is better; 0 for identical images. All images have
 * the same number of pixels, so the mean over images is the mean over all pixels.
 *
 * @param images [n, height, width, channels] in [0, 1].
 * @param reconstructions of the same shape.
 * @returns [n].
 * @throws ArgumentError if the shapes differ or have no pixels.
 */
export function meanSquaredError(images: tf.Tensor4D, reconstructions: tf.Tensor4D): tf.Tensor1D {
  checkPair(images, reconstructions);
  return tf.tidy(() => tf.mean<tf.Tensor1D>(tf.squaredDifference(images, reconstructions), [1, 2, 3]));
}
