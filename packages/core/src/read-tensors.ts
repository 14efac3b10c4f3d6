import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns the values of the tensors that `compute` returns, read without blocking. Frees all tensors, even if an error is thrown.
 *
 * ```ts
 * import { readTensors } from '@ae-lab/core';
 * import { mean, ones } from '@tensorflow/tfjs-core';
 *
 * const [[average]] = await readTensors(() => [mean(ones([10]))]);
 * ```
 */
export async function readTensors(compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(compute);
  try {
    return await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  } finally {
    tf.dispose(tensors);
  }
}
