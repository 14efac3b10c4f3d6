import type { Codes } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { knn, test, testLabels, train, trainLabels } from '../test-data/codes.json';
import { knnAccuracy } from './knn-accuracy';

const line = (...values: number[]): Codes => ({ values, dimension: 1 });

describe.each(backends)('knnAccuracy on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each(knn)('agrees with scikit-learn for k = $k', async ({ k, accuracy }) => {
    expect(await knnAccuracy(train, trainLabels, test, testLabels, k)).toBe(accuracy);
  });

  it('takes 5 neighbours by default', async () => {
    expect(await knnAccuracy(train, trainLabels, test, testLabels)).toBe(knn.find(({ k }) => k === 5)?.accuracy);
  });

  it('keeps its precision far from the origin', async () => {
    const shifted = ({ values, dimension }: Codes) => ({
      values: Float64Array.from(values, (value) => value + 1e6),
      dimension,
    });
    const [{ accuracy }] = knn;
    expect(await knnAccuracy(shifted(train), trainLabels, shifted(test), testLabels, 1)).toBe(accuracy);
  });

  it('lets the lowest label win a tie, and the first of equally near codes count', async () => {
    expect(await knnAccuracy(line(0, 1, 2, 3), [7, 4, 4, 7], line(0), [4], 4)).toBe(1);
    expect(await knnAccuracy(line(1, 1, 1), [2, 1, 0], line(1), [2], 1)).toBe(1);
  });

  it('leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    await knnAccuracy(train, trainLabels, test, testLabels);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('knnAccuracy', () => {
  it('names what is wrong', async () => {
    await expect(knnAccuracy(train, undefined, test, testLabels)).rejects.toThrow(
      'trainLabels: expected 70 class indices, got undefined.',
    );
    await expect(knnAccuracy(train, trainLabels, test, [1, 2])).rejects.toThrow(
      'testLabels: expected 45 class indices, got "2 of them".',
    );
    await expect(knnAccuracy(line(1, 2), [0, 0.5], line(1), [0], 1)).rejects.toThrow(
      /^trainLabels\[1\]: expected a whole/,
    );
    await expect(knnAccuracy(train, trainLabels, line(1), [0])).rejects.toThrow(/^testCodes.dimension: expected 4/);
    await expect(knnAccuracy(line(1, Infinity), [0, 1], line(1), [0], 1)).rejects.toThrow('Infinity in row 1');
    for (const k of [0, 71, 1.5]) {
      await expect(knnAccuracy(train, trainLabels, test, testLabels, k)).rejects.toThrow(
        'k: expected a whole number from',
      );
    }
  });
});
