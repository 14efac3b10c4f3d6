import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type Codes, codesOf, codesTensor, countCodes, countVaryingCodes } from './codes';

it('converts a tensor to codes and back', async () => {
  const tensor = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const before = tf.memory().numTensors;
  const codes = await codesOf(tensor);
  expect(codes).toEqual({ values: Float32Array.of(1, 2, 3, 4, 5, 6), dimension: 2 });
  expect(tf.memory().numTensors).toBe(before);
  expect(codesTensor({ values: Float64Array.from(codes.values), dimension: 2 }).arraySync()).toEqual(
    tensor.arraySync(),
  );
  await expect(codesOf(tf.zeros([2]) as never)).rejects.toThrow('tensor: expected a tensor of shape [n, dimension]');
});

it('counts codes', () => {
  expect(countCodes('codes', { values: [1, 2, 3, 4], dimension: 2 }, { minimum: 2, dimension: 2 })).toBe(2);
});

it.each([
  [{ values: [1, 2, 3], dimension: 2 }, {}, 'points.values: expected 2 values for each of at least 1 codes, got "3'],
  [{ values: [], dimension: 2 }, {}, 'points.values: expected 2 values for each of at least 1 codes, got "0 values"'],
  [{ values: [1, 2], dimension: 1 }, { minimum: 3 }, 'points.values: expected 1 values for each of at least 3 codes'],
  [[1, 2], {}, 'points: expected codes { values, dimension }, as encodeDataset() and codesOf() return, got [1, 2].'],
  [{ values: [1, 2], dimension: 0 }, {}, 'points.dimension: expected a whole number of at least 1, got 0'],
  [{ values: [1, 2], dimension: 2 }, { dimension: 3 }, 'points.dimension: expected 3, got 2'],
  [
    { values: [1, 2, 3, Number.NaN], dimension: 2 },
    {},
    'points.values: expected finite numbers, got "NaN in row 1, dimen',
  ],
  [
    undefined,
    {},
    'points: expected codes { values, dimension }, as encodeDataset() and codesOf() return, got undefined.',
  ],
  [Promise.resolve(), {}, 'points: expected codes { values, dimension }, as encodeDataset() and codesOf() return, got'],
  [{ values: [1], dimension: 1 }, { minimum: 0.5 }, 'minimum: expected a whole number of at least 0, got 0.5.'],
  [{ values: [1], dimension: 1 }, { min: 1 }, 'check: expected no other options than minimum, dimension, got "min".'],
])('refuses %j with %j', (codes, check, message) => {
  expect(() => countCodes('points', codes as Codes, check as object)).toThrow(message);
});

it('tells codes that differ from equal ones', () => {
  expect(countVaryingCodes('codes', { values: [1, 2, 1, 2, 1, 3], dimension: 2 })).toBe(3);
  expect(() => countVaryingCodes('codes', { values: [1, 2, 1, 2], dimension: 2 })).toThrow('differ from each other');
});
