import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { combineCodes } from './combine-codes';

const [a, b, c] = [tf.tensor1d([1, 2]), tf.tensor2d([[10, 20]]), tf.tensor1d([0.5, -4])];

it('adds and subtracts codes', () => {
  const before = tf.memory().numTensors;
  const code = combineCodes([
    [1, a],
    [-1, b],
    [2, c],
  ]);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(code.arraySync()).toEqual([[-8, -26]]);
  expect(combineCodes([[1, a]]).arraySync()).toEqual([[1, 2]]);
});

it('refuses what cannot be added', () => {
  expect(() => combineCodes([])).toThrow(/terms: expected an array of at least 1 entry/);
  expect(() => combineCodes([1, a] as never)).toThrow('terms[0]: expected a pair [weight, code], got 1.');
  expect(() => combineCodes([[a, 1]] as never)).toThrow('terms[0]: expected one code');
  expect(() => combineCodes([[Number.NaN, a]])).toThrow(/terms\[0\]: expected a finite number/);
  const three = tf.zeros<tf.Rank.R1>([3]);
  expect(() =>
    combineCodes([
      [1, a],
      [1, three],
    ]),
  ).toThrow(/terms\[1\]: expected a code of dimension 2, got \[3\]/);
  expect(() => combineCodes([[1, tf.zeros<tf.Rank.R2>([2, 2])]])).toThrow(/terms\[0\]: expected one code/);
});
