/// <reference types="vite/client" />
// Runs in a page that Vite builds from the packed package, or in a worker of it.
import { useWasmBackend, wasmThreads } from '@ae-lab/backend-wasm';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';

/** The measurements that the test reads. */
export interface PageResult {
  readonly backend: string;
  readonly isolated: boolean;
  readonly threads: number;
  /** The largest difference between a matrix product and the sums of its definition in float64. */
  readonly productError: number;
  /** The largest difference between the gradient of a loss with respect to a filter and finite differences. */
  readonly gradientError: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
}

await useWasmBackend({ wasmUrl, threads: 2 });

function productError(): number {
  // Enough work for several threads.
  const [m, k, n] = [137, 153, 129];
  const [a, b] = [tf.randomUniform([m, k], -1, 1, 'float32', 1), tf.randomUniform([k, n], -1, 1, 'float32', 2)];
  const [x, y, z] = [a, b, tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)].map((tensor) => tensor.dataSync());
  let largest = 0;
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += x[row * k + i] * y[i * n + column];
      largest = Math.max(largest, Math.abs(sum - z[row * n + column]));
    }
  }
  return largest;
}

// Enough work for several threads here, too.
const images = tf.randomUniform([64, 17, 19, 2], 0, 1, 'float32', 3) as tf.Tensor4D;
const filter = tf.variable(tf.randomUniform([3, 3, 2, 4], -0.5, 0.5, 'float32', 4)) as tf.Variable<tf.Rank.R4>;
const target = tf.randomUniform([64, 9, 10, 4], 0, 1, 'float32', 5);
const loss = () => tf.mean(tf.squaredDifference(tf.conv2d(images, filter, 2, 'same'), target)) as tf.Scalar;

function gradientError(): number {
  const gradient = tf.variableGrads(loss, [filter]).grads[filter.name].dataSync();
  const values = filter.dataSync().slice();
  const lossAt = (index: number, change: number) => {
    const moved = values.map((value, i) => (i === index ? value + change : value)) as Float32Array;
    filter.assign(tf.tensor(moved, filter.shape) as tf.Tensor4D);
    return loss().dataSync()[0];
  };
  const errors = Array.from(values, (_, i) => Math.abs((lossAt(i, 0.05) - lossAt(i, -0.05)) / 0.1 - gradient[i]));
  filter.assign(tf.tensor(values as Float32Array, filter.shape) as tf.Tensor4D);
  return Math.max(...errors);
}

const measured = { productError: productError(), gradientError: gradientError(), firstLoss: loss().dataSync()[0] };
const optimizer = tf.train.adam(0.05);
for (let step = 0; step < 50; step++) optimizer.minimize(loss, false, [filter]);
export const result: PageResult = {
  ...measured,
  backend: tf.getBackend(),
  isolated: crossOriginIsolated,
  threads: wasmThreads(),
  lastLoss: loss().dataSync()[0],
};
