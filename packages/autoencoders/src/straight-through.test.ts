import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { straightThrough } from './straight-through';

it.each(BACKENDS)('computes f, and passes the gradient of its output on unchanged, on %s', async (_, start) => {
  await start();
  const rounded = (x: number[]) => tf.tidy(() => Array.from(straightThrough(tf.tensor1d(x), tf.round).dataSync()));
  expect(rounded([0.2, 1.9])).toEqual([0, 2]);
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => tf.sum(tf.mul(tf.square(straightThrough(x, tf.round)), 3)))(tf.tensor1d([0.2, 1.9]))
      .dataSync(),
  );
  // 6 round(x).
  expect(Array.from(gradient)).toEqual([0, 12]);
});
