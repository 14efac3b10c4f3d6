import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { linearDecoder } from '../../test/linear-decoder';
import { latentGrid } from './latent-grid';

const decoder = linearDecoder(3);

it('varies two dimensions, to the right and upwards', () => {
  const base = tf.tensor1d([7, 8, 9]);
  const before = tf.memory().numTensors;
  const { images, columns, rows } = latentGrid(decoder, { steps: 3, range: [-1, 1], dimensions: [2, 0], base });
  expect(tf.memory().numTensors).toBe(before + 1);
  expect([columns, rows]).toEqual([
    [-1, 0, 1],
    [1, 0, -1],
  ]);
  expect(images.shape).toEqual([9, 1, 3, 1]);
  const codes = rows.flatMap((y) => columns.map((x) => [2 * y, 16, 2 * x]));
  expect(tf.reshape(images, [9, 3]).arraySync()).toEqual(codes);
});

it('spaces values by the quantiles of a standard normal distribution', () => {
  const { images, columns, rows } = latentGrid(decoder);
  expect(columns).toHaveLength(15);
  expect(columns[0]).toBeCloseTo(-1.6448536, 6);
  expect(columns[7]).toBeCloseTo(0, 12);
  expect(columns[14]).toBeCloseTo(1.6448536, 6);
  expect(rows).toEqual([...columns].reverse());
  expect(images.shape).toEqual([225, 1, 3, 1]);
  const three = latentGrid(decoder, { steps: 3, quantiles: [0.01, 0.21] }).columns;
  [-2.3263479, -1.2265281, -0.8064212].forEach((expected, i) => {
    expect(three[i]).toBeCloseTo(expected, 6);
  });
});

it('refuses options that make no grid', () => {
  expect(() => latentGrid(decoder, { count: 3 } as object)).toThrow(/options: expected no other .*"count"/);
  expect(() => latentGrid({} as never)).toThrow('decoder: expected a model with decode()');
  expect(() => latentGrid(decoder, { range: 2 as never })).toThrow(
    'range: expected an ascending pair of finite numbers, got 2.',
  );
  expect(() => latentGrid(decoder, { dimensions: 2 as never })).toThrow('dimensions: expected an array of 2 entries');
  expect(() => latentGrid(decoder, { steps: 1 })).toThrow(/steps: .*at least 2/);
  expect(() => latentGrid(decoder, { dimensions: [1, 1] })).toThrow(/dimensions: expected two different ones/);
  expect(() => latentGrid(decoder, { dimensions: [0, 3] })).toThrow(/dimensions\[1\]: .*from 0 to 2, got 3/);
  expect(() => latentGrid(linearDecoder(1))).toThrow(/dimensions\[1\]: .*from 0 to 0, got 1/);
  expect(() => latentGrid(decoder, { range: [1, 1] })).toThrow(/range: expected an ascending pair/);
  expect(() => latentGrid(decoder, { range: [0, '1'] as never })).toThrow(/range: expected an ascending pair/);
  expect(() => latentGrid(decoder, { quantiles: ['0.1', '0.2'] as never })).toThrow(/quantiles: expected an ascending/);
  expect(() => latentGrid(decoder, { quantiles: [0.5, 1] })).toThrow(/quantiles: .*above 0 and below 1/);
  expect(() => latentGrid(decoder, { quantiles: [0, 0.5] })).toThrow(/quantiles: .*above 0 and below 1/);
  expect(() => latentGrid(decoder, { range: [0, 1], quantiles: [0.1, 0.2] })).toThrow(
    /quantiles: .*none if there is a range/,
  );
  expect(() => latentGrid(decoder, { base: tf.zeros<tf.Rank.R1>([2]) })).toThrow(/base: .*dimension 3/);
});
