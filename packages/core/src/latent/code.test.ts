import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { codeAt } from './code';

it('gives one code, and refuses one that does not exist', () => {
  const codes = tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(codeAt(codes, 2).arraySync()).toEqual([[5, 6]]);
  expect(() => codeAt(codes, 3)).toThrow(/index: expected a whole number from 0 to 2, got 3/);
  expect(() => codeAt(codes, -1)).toThrow(/index: /);
  expect(() => codeAt(tf.zeros([0, 2]), 0)).toThrow(/codes: expected at least one code/);
});
