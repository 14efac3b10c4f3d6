import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns f(x), of the shape of x, with the gradient of x itself: the straight-through estimator (Bengio et al. 2013,
 * arXiv:1308.3432v1, section 4) for an f that has no useful gradient.
 */
export function straightThrough<T extends tf.Tensor>(x: T, f: (x: T) => T): T {
  return tf.customGrad((input) => ({ value: f(input as T), gradFunc: (dy: tf.Tensor) => dy }))(x) as T;
}
