import { ArgumentError, Rng, randomNormal } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import objectives from '../test-data/objectives.json';
import { MMD_KERNELS, maximumMeanDiscrepancy } from './maximum-mean-discrepancy';

describe.each(BACKENDS)('maximumMeanDiscrepancy on %s', (_, start) => {
  it.each(MMD_KERNELS)("with the %s kernel is that of loops over all pairs in NumPy's float64", async (kernel) => {
    await start();
    const before = tf.memory().numTensors;
    const { x, y } = objectives.mmd;
    const actual = tf.tidy(() => maximumMeanDiscrepancy(tf.tensor2d(x), tf.tensor2d(y), kernel).dataSync()[0]);
    expect(actual).toBeCloseTo(objectives.mmd[kernel], 5);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is 0 on average between draws of one distribution, and more between those of two', async () => {
    await start();
    const between = (mean: number) =>
      tf.tidy(() => {
        const [x, y] = [0, mean].map((mu, i) => randomNormal([100, 3], new Rng(5 + i), mu) as tf.Tensor2D);
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
    tf.tidy(() => {
      const [x, y] = [tf.ones([2, 2]), tf.ones([rows, columns])] as tf.Tensor2D[];
      expect(() => maximumMeanDiscrepancy(x, y)).toThrow(ArgumentError);
      expect(() => maximumMeanDiscrepancy(x, y)).toThrow('y: expected the shape of x, [2,2]');
    });
  });

  it('refuses an unknown kernel', async () => {
    await start();
    tf.tidy(() => {
      const x = tf.ones([2, 2]) as tf.Tensor2D;
      expect(() => maximumMeanDiscrepancy(x, x, 'rbf' as 'gaussian')).toThrow('kernel: expected one of inverse-multi');
    });
  });

  it('compares even single draws', async () => {
    await start();
    const [x, y] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 2]])];
    // -2 k(x, x) at seven scales.
    expect(tf.tidy(() => maximumMeanDiscrepancy(x, y).dataSync()[0])).toBeCloseTo(-14, 5);
    for (const each of [x, y]) each.dispose();
  });
});
