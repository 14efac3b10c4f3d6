import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { train, trustworthiness as truth } from '../test-data/codes.json';
import { trustworthiness } from './trustworthiness';

/** The first two of the four dimensions. */
const map = { values: train.values.filter((_, i) => i % 4 < 2), dimension: 2 };

describe.each(backends)('trustworthiness on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each(truth)('agrees with scikit-learn for $neighbors neighbours', async ({ neighbors, value }) => {
    expect(await trustworthiness(train, map, neighbors)).toBeCloseTo(value, 10);
  });

  it('takes 5 neighbours by default, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    expect(await trustworthiness(train, map)).toBe(await trustworthiness(train, map, 5));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is 1 for a map that only shifts and scales the codes', async () => {
    const scaled = { values: train.values.map((value) => 3 * value - 7), dimension: 4 };
    expect(await trustworthiness(train, scaled, 8)).toBe(1);
  });

  it('agrees with a calculation by hand', async () => {
    // On the map 0 and 2 swap places: the nearest of 0, 2 and 3 are 1, 1 and 0, of ranks 1, 1 and 3; that of 1 is 2, rank 2.
    const codes = { values: [0, 1, 2.5, 5], dimension: 1 };
    const swapped = { values: [2.5, 1, 0, 5], dimension: 1 };
    expect(await trustworthiness(codes, swapped, 1)).toBeCloseTo(1 - (2 / (4 * 1 * (8 - 3 - 1))) * (1 + 2), 12);
  });

  it('ranks the first of equal distances lower, so equal codes are neighbours in their order', async () => {
    const same = { values: new Float32Array(7).fill(2), dimension: 1 };
    expect(await trustworthiness(same, same, 3)).toBe(1);
  });
});

describe('trustworthiness', () => {
  it('names what is wrong', async () => {
    const shorter = { values: map.values.slice(2), dimension: 2 };
    await expect(trustworthiness(train, shorter)).rejects.toThrow(
      'map: expected 70 points like codes, got "69 points".',
    );
    await expect(trustworthiness(train, map, 35)).rejects.toThrow('neighbors: expected a whole number from 1 to 34');
    const broken = { values: map.values.with(3, Number.NaN), dimension: 2 };
    await expect(trustworthiness(train, broken)).rejects.toThrow(/^map.values: .*NaN in row 1, dimension 1/);
  });
});
