import * as tf from '@tensorflow/tfjs-core';

/** Returns the gradient of `f` at `x` by central differences, in steps of `h`. */
export function finiteDifferences(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor, h = 1e-2): number[] {
  const values = x.dataSync();
  return Array.from(values, (_, i) => {
    const at = (change: number) =>
      tf.tidy(
        () =>
          f(
            tf.tensor(values.map((value, j) => (i === j ? value + change : value)) as Float32Array, x.shape),
          ).dataSync()[0],
      );
    return (at(h) - at(-h)) / (2 * h);
  });
}
