import type { Codes } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { heldOut, nearest, samples, reference as training } from '../test-data/samples.json';
import { nearestTrainingDistances } from './nearest-training-distances';

const line = (...values: number[]): Codes => ({ values, dimension: 1 });

describe.each(backends)('nearestTrainingDistances on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('agrees with scikit-learn and SciPy, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const actual = await nearestTrainingDistances(samples, training, heldOut);
    expect([...actual.indices]).toEqual(nearest.indices);
    expect(actual.mean).toBeCloseTo(nearest.mean, 12);
    expect(actual.median).toBeCloseTo(nearest.median, 12);
    expect(actual.heldOut?.median).toBeCloseTo(nearest.heldOutMedian, 12);
    expect(actual.nearerThanHeldOut).toBeCloseTo(nearest.nearerThanHeldOut, 12);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('nearestTrainingDistances', () => {
  it('finds copies of training codes at a distance of 0', async () => {
    const { distances, mean, median, nearerThanHeldOut } = await nearestTrainingDistances(
      { values: training.values.slice(0, 50), dimension: 5 },
      training,
      heldOut,
    );
    expect([...distances]).toEqual(new Array(10).fill(0));
    expect([mean, median, nearerThanHeldOut]).toEqual([0, 0, 1]);
  });

  it('counts equal distances as one half', async () => {
    const { distances, nearerThanHeldOut } = await nearestTrainingDistances(line(1, 3), line(0), line(1, 2));
    expect([...distances]).toEqual([1, 3]);
    // 1 against 1 and 2, 3 against 1 and 2.
    expect(nearerThanHeldOut).toBe((0.5 + 1) / 4);
  });

  it('works without held-out codes', async () => {
    const actual = await nearestTrainingDistances(line(1, 3), line(0));
    expect(actual).toMatchObject({ mean: 2, median: 2 });
    expect(actual.heldOut).toBeUndefined();
  });

  it('names what is wrong', async () => {
    await expect(nearestTrainingDistances(line(), line(1))).rejects.toThrow(/^samples.values: /);
    await expect(nearestTrainingDistances(line(1), line())).rejects.toThrow(/^training.values: /);
    await expect(nearestTrainingDistances(line(1), line(1), training)).rejects.toThrow(/^heldOut.dimension: /);
  });
});
