import * as tf from '@tensorflow/tfjs-core';
import { sumTensors } from '../sum-tensors';

/**
 * Scales gradients together so that the square root of the sum of all their squared values is at most `limit` (Pascanu et al. 2013, "On
 * the difficulty of training recurrent neural networks", algorithm 1, arXiv:1211.5063v2).
 *
 * @param gradients the gradients by the names of their variables.
 * @returns new gradients, and the norm before, a scalar; they belong to the caller.
 */
export function clipByNorm(
  gradients: tf.NamedTensorMap,
  limit: number,
): { clipped: tf.NamedTensorMap; norm: tf.Scalar } {
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(sumTensors([tf.scalar(0), ...squares])) as tf.Scalar;
    // Exactly 1 below the limit, so that gradients that are not clipped keep their bits.
    const scale = tf.div(limit, tf.maximum(norm, limit));
    const scaled = Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]);
    return { clipped: Object.fromEntries(scaled) as tf.NamedTensorMap, norm };
  });
}
