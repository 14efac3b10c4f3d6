import { type Codes, Rng } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { kernelDistance as expected, reference, samples } from '../test-data/samples.json';
import { kernelDistance } from './kernel-distance';

const draw = (count: number, seed: number, shift = 0): Codes => ({
  values: new Rng(seed).normals(count * 3, shift),
  dimension: 3,
});

describe.each(backends)('kernelDistance on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('agrees with scikit-learn, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const first50 = { values: samples.values.slice(0, 50 * 5), dimension: 5 };
    const { mean, standardDeviation } = await kernelDistance(first50, reference, { subsets: 3, subsetSize: 50 });
    expect(Math.abs(mean / expected - 1)).toBeLessThan(1e-5);
    expect(standardDeviation / expected).toBeLessThan(1e-5);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('agrees with a calculation by hand', async () => {
    // k(1, 2) = 3³, k(0, 1) = k(0, 2) = 1, k(1, 1) = 2³, over two pairs within each and four across.
    const { mean } = await kernelDistance({ values: [1, 2], dimension: 1 }, { values: [0, 1], dimension: 1 });
    expect(mean).toBeCloseTo(27 + 1 - (2 * (1 + 8 + 1 + 27)) / 4, 5);
  });

  it('sums over all blocks of rows', async () => {
    const [x, y] = [draw(600, 1), draw(600, 2, 0.3)];
    const { mean } = await kernelDistance(x, y, { subsets: 1, subsetSize: 600 });
    let sum = 0;
    const kernel = (a: Codes, i: number, b: Codes, j: number) =>
      ([0, 1, 2].reduce((product, d) => product + a.values[3 * i + d] * b.values[3 * j + d], 0) / 3 + 1) ** 3;
    for (let i = 0; i < 600; i++) {
      for (let j = 0; j < 600; j++) {
        if (i !== j) sum += (kernel(x, i, x, j) + kernel(y, i, y, j)) / (600 * 599);
        sum -= (2 * kernel(x, i, y, j)) / 600 ** 2;
      }
    }
    expect(mean).toBeCloseTo(sum, 5);
  });
});

describe('kernelDistance', () => {
  it('is 0 on average for equal distributions, even of few codes, and grows with their distance', async () => {
    const equal = await kernelDistance(draw(1000, 1), draw(1000, 2), { subsets: 100, subsetSize: 10 });
    const apart = await kernelDistance(draw(1000, 1), draw(1000, 2, 1), { subsets: 100, subsetSize: 10 });
    // Three standard errors of a mean over 100 independent subsets.
    expect(Math.abs(equal.mean)).toBeLessThan((3 * equal.standardDeviation) / 10);
    expect(apart.mean).toBeGreaterThan(10 * Math.abs(equal.mean));
  });

  it('draws subsets by the seed', async () => {
    const options = { subsets: 4, subsetSize: 20 };
    const first = await kernelDistance(samples, reference, { ...options, seed: 1 });
    expect(await kernelDistance(samples, reference, { ...options, seed: 1 })).toEqual(first);
    expect((await kernelDistance(samples, reference, options)).mean).not.toBe(first.mean);
    expect(first.standardDeviation).toBeGreaterThan(0);
    const halves = await kernelDistance(samples, reference, { subsets: 50, subsetSize: 25 });
    expect(await kernelDistance(samples, reference)).toEqual(halves);
  });

  it('names what is wrong', async () => {
    const one = { values: [1, 2, 3, 4, 5], dimension: 5 };
    await expect(kernelDistance(one, reference)).rejects.toThrow('samples.values: expected 5 values for each of at');
    await expect(kernelDistance(samples, { values: [1, 2], dimension: 1 })).rejects.toThrow(/^reference.dimension: /);
    await expect(kernelDistance(samples, reference, { size: 2 } as object)).rejects.toThrow(/^options: .*, got "size"/);
    await expect(kernelDistance(samples, reference, { subsets: 0 })).rejects.toThrow(/^subsets: /);
    await expect(kernelDistance(samples, reference, { subsetSize: 51 })).rejects.toThrow('from 2 to 50, got 51');
  });
});
