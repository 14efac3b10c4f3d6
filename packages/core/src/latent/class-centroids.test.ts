import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { classCentroids } from './class-centroids';

const codes = tf.tensor2d([
  [1, 2],
  [3, 6],
  [-4, 8],
  [5, 4],
]);

it('is the mean of each class', async () => {
  const before = tf.memory().numTensors;
  const centroids = await classCentroids(codes, Int32Array.of(1, 1, 0, 1), 2);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(centroids.arraySync()).toEqual([
    [-4, 8],
    [3, 4],
  ]);
});

it('refuses labels that do not fit', async () => {
  await expect(classCentroids(codes, [0, 2, 0, 2], 3)).rejects.toThrow(/labels: .*each class, got "none of class 1"/);
  await expect(classCentroids(codes, [0, 1, 2, 0], 2)).rejects.toThrow(/labels\[2\]: .*from 0 to 1, got 2/);
  await expect(classCentroids(codes, [0, 1], 2)).rejects.toThrow(/labels: expected one for each of 4 codes, got 2/);
  await expect(classCentroids(tf.tensor2d([[0, Number.NaN]]), [0], 1)).rejects.toThrow(/codes: .*"NaN at \[0, 1\]"/);
  await expect(classCentroids(tf.zeros([0, 2]), [], 1)).rejects.toThrow(/codes: .*at least one code/);
});
