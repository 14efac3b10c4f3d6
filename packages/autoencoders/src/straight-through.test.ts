import { BACKENDS } from '@ae-lab/testing';
import { grad, mul, round, square, sum, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { straightThrough } from './straight-through';

it.each(BACKENDS)('computes f, and passes the gradient behind f on as it is, on %s', async (_, start) => {
  await start();
  const rounded = (x: number[]) => tidy(() => Array.from(straightThrough(tensor1d(x), round).dataSync()));
  expect(rounded([0.2, 1.9])).toEqual([0, 2]);
  const gradient = tidy(() =>
    grad((x) => sum(mul(square(straightThrough(x, round)), 3)))(tensor1d([0.2, 1.9])).dataSync(),
  );
  // 6 round(x).
  expect(Array.from(gradient)).toEqual([0, 12]);
});
