import * as tf from '@tensorflow/tfjs-core';
import { checkPair } from './check-pair';

/** Reconstructions are clamped to [EPSILON, 1 - EPSILON], so a pixel costs at most 15.9 nats, -ln(2^-23). */
const EPSILON = 2 ** -23;

/**
 * Returns the binary cross-entropy of each image: the mean over its pixels and channels of -(x ln y + (1 - x) ln(1 - y)), where
 * x is the image and y the reconstruction clamped to [2^-23, 1 - 2^-23] (2^-23 is the resolution of float32 near 1). Images are
 * not clamped.
 *
 * Unit: nats per pixel. Range: [0, 15.95]. Lower is better. The minimum, reached at y = x, is the entropy of the pixels. It is 0
 * only if every pixel is 0 or 1, so grey images do not reach 0.
 *
 * @param images [n, height, width, channels] in [0, 1].
 * @param reconstructions of the same shape.
 * @returns [n].
 * @throws ArgumentError if the shapes differ or have no pixels.
 */
export function binaryCrossEntropy(images: tf.Tensor4D, reconstructions: tf.Tensor4D): tf.Tensor1D {
  checkPair(images, reconstructions);
  return tf.tidy(() => {
    const y = tf.clipByValue(reconstructions, EPSILON, 1 - EPSILON);
    const logLikelihood = tf.add(tf.mul(images, tf.log(y)), tf.mul(tf.sub(1, images), tf.log(tf.sub(1, y))));
    return tf.neg(tf.mean<tf.Tensor1D>(logLikelihood, [1, 2, 3]));
  });
}
