import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Rng } from '../rng';
import { nearestCodes } from './nearest-codes';

it('gives what sorting all distances gives', async () => {
  const rng = new Rng(1);
  const [n, m, size, k] = [700, 9, 7, 6];
  const [codes, queries] = [rng.normals(n * size), rng.normals(m * size)];
  const row = (values: Float32Array, i: number) => [...values.subarray(i * size, (i + 1) * size)];
  const before = tf.memory().numTensors;
  const [codeTensor, queryTensor] = [tf.tensor2d(codes, [n, size]), tf.tensor2d(queries, [m, size])];
  const { indices, distances } = await nearestCodes(codeTensor, queryTensor, k);
  expect(tf.memory().numTensors).toBe(before + 2);
  for (let q = 0; q < m; q++) {
    const all = Array.from({ length: n }, (_, i) => {
      return { i, distance: Math.hypot(...row(codes, i).map((value, j) => value - row(queries, q)[j])) };
    });
    const expected = all.sort((a, b) => a.distance - b.distance).slice(0, k);
    expect([...indices.subarray(q * k, (q + 1) * k)]).toEqual(expected.map(({ i }) => i));
    expected.forEach(({ distance }, i) => {
      expect(distances[q * k + i]).toBeCloseTo(distance, 12);
    });
  }
});

it('finds every code itself, and of equal codes the first ones', async () => {
  const codes = tf.tensor2d(
    [
      [1e4, 1e4 + 1],
      [3, 4],
      [1e4, 1e4 + 2],
      [3, 4],
      [3, 4],
    ].map(([a, b]) => [a, b]),
  );
  const { indices, distances } = await nearestCodes(codes, codes);
  expect([...indices]).toEqual([0, 1, 2, 1, 1]);
  expect([...distances]).toEqual([0, 0, 0, 0, 0]);
  expect([...(await nearestCodes(codes, tf.tensor2d([[0, 0]]), 5)).indices]).toEqual([1, 3, 4, 0, 2]);
});

it('refuses what does not fit', async () => {
  const codes = tf.zeros<tf.Rank.R2>([3, 2]);
  await expect(nearestCodes(codes, codes, 4)).rejects.toThrow(/k: .*from 1 to 3, got 4/);
  await expect(nearestCodes(codes, tf.zeros([1, 3]))).rejects.toThrow(/queries: .*\[n, 2\], got \[1, 3\]/);
  await expect(nearestCodes(codes, tf.tensor2d([[0, Infinity]]))).rejects.toThrow(/queries: .*Infinity at \[0, 1\]/);
});
