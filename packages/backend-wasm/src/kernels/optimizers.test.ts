import { runFused } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { TestRandom } from '../../test/random';
import { useWasmBackend } from '../use-wasm-backend';

beforeAll(() => useWasmBackend());

/** One element's update in float64, from [variable, ...slots] and a gradient. */
type Update = (state: number[], gradient: number, step: number) => number[];

const cases: {
  name: 'AeLabSgd' | 'AeLabRmsProp' | 'AeLabAdam';
  slots: string[];
  attributes: Record<string, number>;
  update: Update;
}[] = [
  {
    name: 'AeLabSgd',
    slots: ['velocity'],
    attributes: { learningRate: 0.05, momentum: 0.9 },
    update: ([variable, velocity], gradient) => {
      const v = 0.9 * velocity! + gradient;
      return [variable! - 0.05 * v, v];
    },
  },
  {
    name: 'AeLabRmsProp',
    slots: ['meanSquare'],
    attributes: { learningRate: 0.01, decay: 0.95, epsilon: 1e-6 },
    update: ([variable, meanSquare], gradient) => {
      const s = 0.95 * meanSquare! + 0.05 * gradient ** 2;
      return [variable! - (0.01 * gradient) / (Math.sqrt(s) + 1e-6), s];
    },
  },
  ...[0, 0.1].map((weightDecay) => ({
    name: 'AeLabAdam' as const,
    slots: ['firstMoment', 'secondMoment'],
    attributes: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay },
    update: ([variable, first, second]: number[], gradient: number, step: number) => {
      const m = 0.9 * first! + 0.1 * gradient;
      const v = 0.999 * second! + 0.001 * gradient ** 2;
      const change = (0.01 * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-7);
      return [variable! * (1 - 0.01 * weightDecay) - change, m, v];
    },
  })),
];

it.each(cases)(
  '$name follows a float64 implementation for 100 steps ($attributes)',
  ({ name, slots, attributes, update }) => {
    const random = new TestRandom(40);
    for (const size of [1, 3, 4, 35]) {
      const names = ['variable', ...slots];
      const start = random.values(size);
      let state = [...start].map((value) => [value, ...slots.map(() => 0)]);
      let tensors = names.map((_, i) => (i === 0 ? tf.tensor1d(start) : tf.zeros([size])) as tf.Tensor);
      const buckets = tf.backend().numDataIds();
      for (let step = 1; step <= 100; step++) {
        const gradient = random.values(size).map((value) => 10 ** random.integer(-4, 1) * value);
        state = state.map((values, i) => update(values, gradient[i]!, step));
        const gradientTensor = tf.tensor1d(gradient);
        const inputs = Object.fromEntries(names.map((slot, i) => [slot, tensors[i]!]));
        const next = runFused(name, { ...inputs, gradient: gradientTensor }, { ...attributes, step })!;
        tf.dispose([tensors, gradientTensor]);
        tensors = next;
      }
      expect(tf.backend().numDataIds()).toBe(buckets);
      tensors.forEach((tensor, slot) => {
        const expected = state.map((values) => values[slot]!);
        expectClose(tensor.dataSync(), expected, `${name} ${names[slot]} of ${size}`, 1e-5, slot === 0 ? 1 : 1e-2);
      });
      tf.dispose(tensors);
    }
  },
);

it('writes to no input: a clone of the variable keeps its values', () => {
  const variable = tf.tensor1d([1, 2, 3, 4, 5]);
  const clone = tf.clone(variable);
  const inputs = { variable, gradient: tf.ones([5]), velocity: tf.zeros([5]) };
  const [next] = runFused('AeLabSgd', inputs, { learningRate: 1, momentum: 0 })!;
  expect([...next!.dataSync()]).toEqual([0, 1, 2, 3, 4]);
  for (const tensor of [variable, clone]) expect([...tensor.dataSync()]).toEqual([1, 2, 3, 4, 5]);
});

it('refuses a gradient of another size', () => {
  const inputs = { variable: tf.ones([5]), gradient: tf.ones([4]), velocity: tf.ones([5]) };
  expect(() => runFused('AeLabSgd', inputs, { learningRate: 1, momentum: 0 })).toThrow(/shape \[5\], got \[4\]/);
});
