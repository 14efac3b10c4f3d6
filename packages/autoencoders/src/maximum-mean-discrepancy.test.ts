import { ArgumentError, Rng, randomNormal } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import { memory, ones, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import objectives from '../test-data/objectives.json';
import { MMD_KERNELS, maximumMeanDiscrepancy } from './maximum-mean-discrepancy';

describe.each(BACKENDS)('maximumMeanDiscrepancy on %s', (_, start) => {
  it.each(MMD_KERNELS)("with the %s kernel is that of loops over all pairs in NumPy's float64", async (kernel) => {
    await start();
    const before = memory().numTensors;
    const { x, y } = objectives.mmd;
    const actual = tidy(() => maximumMeanDiscrepancy(tensor2d(x), tensor2d(y), kernel).dataSync()[0]);
    expect(actual).toBeCloseTo(objectives.mmd[kernel], 5);
    expect(memory().numTensors).toBe(before);
  });

  it('is 0 on average between draws of one distribution, and more between those of two', async () => {
    await start();
    const between = (mean: number) =>
      tidy(() => {
        const [x, y] = [0, mean].map((mu, i) => randomNormal([100, 3], new Rng(5 + i), mu) as Tensor2D);
        return maximumMeanDiscrepancy(x, y).dataSync()[0];
      });
    expect(Math.abs(between(0))).toBeLessThan(0.05);
    expect(between(0.5)).toBeGreaterThan(0.1);
    expect(between(1)).toBeGreaterThan(2 * between(0.5));
  });

  it.each([
    [3, 2],
    [2, 3],
  ])('refuses samples [2, 2] and [%i, %i]', async (rows, columns) => {
    await start();
    tidy(() => {
      const [x, y] = [ones([2, 2]), ones([rows, columns])] as Tensor2D[];
      expect(() => maximumMeanDiscrepancy(x, y)).toThrow(ArgumentError);
      expect(() => maximumMeanDiscrepancy(x, y)).toThrow('y: expected the shape of x, [2,2]');
    });
  });

  it('compares even single draws', async () => {
    await start();
    const [x, y] = [tensor2d([[1, 2]]), tensor2d([[1, 2]])];
    // -2 k(x, x) at seven scales.
    expect(tidy(() => maximumMeanDiscrepancy(x, y).dataSync()[0])).toBeCloseTo(-14, 5);
    for (const each of [x, y]) each.dispose();
  });
});
