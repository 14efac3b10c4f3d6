import * as tf from '@tensorflow/tfjs-core';

/**
 * The most tensors that one `tf.addN` may take: WebGPU binds eight storage buffers to a shader, and one is the output. With more,
 * TensorFlow.js 4.22 makes a pipeline that is invalid, and returns whatever the memory of the output held, without an error.
 */
const MOST_TERMS = 7;

/**
 * Returns the sum of tensors of one shape, added from left to right as by `tf.addN`, on any backend.
 *
 * @param terms at least one tensor.
 */
export function sumTensors<T extends tf.Tensor>(terms: readonly T[]): T {
  return tf.tidy(() => {
    let sum = tf.addN(terms.slice(0, MOST_TERMS));
    for (let i = MOST_TERMS; i < terms.length; i += MOST_TERMS - 1) {
      sum = tf.addN([sum, ...terms.slice(i, i + MOST_TERMS - 1)]);
    }
    return sum;
  });
}
