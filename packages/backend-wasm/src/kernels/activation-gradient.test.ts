import { BackendError } from '@ae-lab/base';
import { runFused } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

const ALPHA = 0.3;

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** f and f' as functions of z, in float64; NaN is above zero. */
const activations: Record<string, [(z: number) => number, (z: number) => number]> = {
  linear: [(z) => z, () => 1],
  relu: [(z) => Math.max(z, 0), (z) => (z <= 0 ? 0 : 1)],
  leakyrelu: [(z) => (z > 0 ? z : ALPHA * z), (z) => (z <= 0 ? ALPHA : 1)],
  elu: [(z) => (z > 0 ? z : Math.expm1(z)), (z) => (z <= 0 ? Math.exp(z) : 1)],
  sigmoid: [sigmoid, (z) => sigmoid(z) * sigmoid(-z)],
  tanh: [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
};

it.each(Object.entries(activations))('AeLabActivationGradient of %s', (activation, [f, slope]) => {
  const random = new TestRandom(50);
  for (let trial = 0; trial < 1000; trial++) {
    const channels = random.choice([1, 2, 3, 4, 7, 8, 32, random.integer(1, 40)]);
    const shape = random.choice([
      [channels],
      [random.integer(1, 40), channels],
      [random.integer(1, 4), 9, random.integer(1, 9), channels],
      ...(trial % 20 === 0 ? [[random.integer(300, 900), channels]] : []),
    ]);
    const size = tf.util.sizeFromShape(shape);
    // NaN or infinity in one of the two, in two of five trials.
    const z = (trial % 5 === 1 ? random.valuesWithOutlier(size) : random.values(size)).map((value) => 3 * value);
    const dy = trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size);
    // Where the slope is zero, the gradient of NaN is zero too.
    const dx = Float64Array.from(dy, (value, i) => (slope(z[i]!) === 0 ? 0 : value * slope(z[i]!)));
    const biasGradient = new Float64Array(channels);
    dx.forEach((value, i) => {
      biasGradient[i % channels]! += value;
    });
    tf.tidy(() => {
      const inputs = { dy: tf.tensor(dy, shape), y: tf.tensor(z.map(f), shape) };
      const [actual, actualBias] = runFused('AeLabActivationGradient', inputs, { activation, alpha: ALPHA })!;
      expect(actual!.shape).toEqual(shape);
      expect(actualBias!.shape).toEqual([channels]);
      expectClose(actual!.dataSync(), dx, `dx ${shape}`, 1e-5, 0.1);
      expectClose(actualBias!.dataSync(), biasGradient, `bias ${shape}`, 1e-5, Math.sqrt(size / channels));
    });
  }
});

it('flushes gradients below 1e-30 to zero, whose products are slow denormal numbers, and keeps NaN', () => {
  const inputs = { dy: tf.tensor1d([1e-20, 1e-20, Number.NaN, -1e-5]), y: tf.tensor1d([1e-15, 0.5, 1e-15, 1e-20]) };
  const [dx] = runFused('AeLabActivationGradient', inputs, { activation: 'sigmoid' })!;
  const [vanished, half, unknown, small] = dx!.dataSync();
  expect([vanished, unknown]).toEqual([0, Number.NaN]);
  expect(half! / 2.5e-21).toBeCloseTo(1, 5);
  expect(small! / -1e-25).toBeCloseTo(1, 5);
});

it('refuses an unknown activation', () => {
  const inputs = { dy: tf.ones([2]), y: tf.ones([2]) };
  const run = () => runFused('AeLabActivationGradient', inputs, { activation: 'swish' });
  expect(run).toThrow(BackendError);
  expect(run).toThrow(/got 'swish'/);
});
