import * as tf from '@tensorflow/tfjs-core';

/** Returns copies of a code [1, latentDim] whose `dimensions` take other values, one row of `values` per copy. */
export function varyDimensions(
  code: tf.Tensor2D,
  dimensions: readonly number[],
  values: readonly number[][],
): tf.Tensor2D {
  return tf.tidy(() => {
    const axes = tf.tensor2d(
      dimensions.map((dimension) => Array.from({ length: code.size }, (_, i) => Number(i === dimension))),
    );
    const varied = tf.tensor2d(values.flat(), [values.length, dimensions.length]);
    return tf.add(tf.mul(code, tf.sub(1, tf.sum(axes, 0))), tf.matMul(varied, axes));
  });
}
