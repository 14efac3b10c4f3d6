import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { sumTensors } from './sum-tensors';

it('adds any number of tensors from left to right, to the bits of float32 sums', async () => {
  for (const count of [1, 6, 7, 8, 13, 14, 30]) {
    const values = Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i + 1) * 10 ** (i % 5)));
    const expected = values.slice(1).reduce((sum, value) => Math.fround(sum + value), values[0]);
    const sum = tf.tidy(() => sumTensors(values.map((value) => tf.tensor1d([value, 1]))));
    expect([...sum.dataSync()], String(count)).toEqual([expected, count]);
    sum.dispose();
  }
});

it('never gives more than seven tensors to addN, and leaves none behind', async () => {
  const before = tf.memory().numTensors;
  const terms = Array.from({ length: 20 }, (_, i) => tf.scalar(i));
  const { kernels } = await tf.profile(() => sumTensors(terms));
  const counts = kernels.filter(({ name }) => name === 'AddN').map(({ inputShapes }) => inputShapes.length);
  expect(counts).toEqual([7, 7, 7, 2]);
  tf.dispose(terms);
  expect(tf.memory().numTensors).toBe(before + 1);
});
