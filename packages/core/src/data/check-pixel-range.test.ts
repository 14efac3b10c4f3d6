import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { images } from '../../test/images';
import { checkPixelRange } from './check-pixel-range';

beforeAll(() => tf.setBackend('cpu'));

const pixels = (...values: number[]) => images([1, 1, 1], Float32Array.from(values));

it('accepts images in [0, 1], and an empty data set', async () => {
  const before = tf.memory().numTensors;
  await checkPixelRange('data', pixels(0, 0.5, 1), 'a network');
  await checkPixelRange('data', pixels(), 'a network');
  expect(tf.memory().numTensors).toBe(before);
});

it.each([
  [[0, 1.5], '[0, 1.5]'],
  [[-1, 1], '[-1, 1]'],
  [[Number.NaN], 'NaN'],
])('refuses %j', async (values, range) => {
  const check = checkPixelRange('validation', pixels(...values), 'a network');
  await expect(check).rejects.toThrow('validation: expected pixels in [0, 1] for a network, got ');
  await expect(check).rejects.toThrow(range);
});
