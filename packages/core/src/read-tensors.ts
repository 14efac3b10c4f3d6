import * as tf from '@tensorflow/tfjs-core';

/** The values of the tensors that `compute` gives, read without blocking. Frees all tensors, also when something fails. */
export async function readTensors(compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(compute);
  try {
    return await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  } finally {
    tf.dispose(tensors);
  }
}
