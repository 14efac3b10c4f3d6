import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { silhouette as expected, train, trainLabels } from '../test-data/codes.json';
import { silhouette } from './silhouette';

describe.each(backends)('silhouette on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('agrees with scikit-learn, whatever the numbers of the labels', async () => {
    const before = tf.memory().numTensors;
    expect(await silhouette(train, trainLabels)).toBeCloseTo(expected, 6);
    const renamed = trainLabels.map((label) => 9 - 3 * label);
    expect(await silhouette(train, renamed)).toBeCloseTo(expected, 6);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('agrees with a calculation by hand, with 0 for a label that occurs once', async () => {
    // Codes 0 and 1: a = 1, b = 10 and 9.
    const value = await silhouette({ values: [0, 1, 10], dimension: 1 }, [0, 0, 1]);
    expect(value).toBeCloseTo((9 / 10 + 8 / 9) / 3, 6);
  });

  it('is 0 if all codes are the same', async () => {
    expect(await silhouette({ values: new Float32Array(8).fill(3), dimension: 2 }, [0, 0, 1, 1])).toBe(0);
  });

  it('measures a sample drawn by the seed', async () => {
    const whole = await silhouette(train, trainLabels, { sample: trainLabels.length, seed: 5 });
    const some = await silhouette(train, trainLabels, { sample: 40, seed: 1 });
    expect(whole).toBeCloseTo(expected, 6);
    expect(await silhouette(train, trainLabels, { sample: 40, seed: 1 })).toBe(some);
    expect(some).not.toBe(await silhouette(train, trainLabels, { sample: 40, seed: 2 }));
    expect(Math.abs(some - expected)).toBeLessThan(0.1);
  });
});

describe('silhouette', () => {
  it('names what is wrong', async () => {
    const codes = { values: [1, 2, 3], dimension: 1 };
    await expect(silhouette(codes, undefined)).rejects.toThrow('labels: expected 3 class indices, got undefined.');
    for (const labels of [
      [1, 1, 1],
      [0, 1, 2],
    ]) {
      await expect(silhouette(codes, labels)).rejects.toThrow('labels: expected at least 2 and fewer than 3 different');
    }
    await expect(silhouette(codes, [0, 1, 1], { samples: 3 } as object)).rejects.toThrow(/^options: .*, got "samples"/);
    await expect(silhouette(codes, [0, 1, 1], { sample: 4 })).rejects.toThrow(/^sample: /);
    await expect(silhouette({ values: [1, 2, Number.NaN], dimension: 1 }, [0, 1, 1])).rejects.toThrow('NaN in row 2');
  });
});
