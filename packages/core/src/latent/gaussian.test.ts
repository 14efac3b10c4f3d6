import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import * as truth from '../../test-data/gaussian-mixture.json';
import { Rng } from '../rng';
import { fitGaussian, Gaussian } from './gaussian';

const codes = tf.tensor2d(truth.codes);

function expectClose(actual: ArrayLike<number>, expected: readonly number[], digits = 10): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits);
  });
}

it("fits NumPy's mean and covariance, with SciPy's densities", async () => {
  const before = tf.memory().numTensors;
  const gaussian = await fitGaussian(codes);
  expectClose(gaussian.mean, truth.gaussian.mean);
  expectClose(gaussian.covariance, truth.gaussian.covariance);
  expectClose(await gaussian.logDensity(tf.tensor2d(truth.codes.slice(0, 5))), truth.gaussian.logDensities);
  expect(tf.memory().numTensors).toBe(before + 1);
});

it.each([1, 2, 4, 9])('has the closed-form density of independent dimensions, of which there are %i', async (size) => {
  const deviations = Array.from({ length: size }, (_, i) => 0.5 + i);
  const diagonal = new Float64Array(size * size);
  deviations.forEach((deviation, i) => {
    diagonal[i * (size + 1)] = deviation ** 2;
  });
  const gaussian = new Gaussian(deviations, diagonal);
  const values = new Rng(1).normals(3 * size);
  const expected = [0, 1, 2].map((row) =>
    deviations.reduce((sum, deviation, i) => {
      const z = (values[row * size + i] - deviation) / deviation;
      return sum - (z * z) / 2 - Math.log(deviation) - Math.log(2 * Math.PI) / 2;
    }, 0),
  );
  expectClose(await gaussian.logDensity(tf.tensor2d(values, [3, size])), expected);
});

it('adds the regularization to the variances', async () => {
  const gaussian = await fitGaussian(
    tf.tensor2d([
      [1, 5],
      [3, 5],
    ] as number[][]),
    { regularization: 0.25 },
  );
  expect([...gaussian.mean]).toEqual([2, 5]);
  expect([...gaussian.covariance]).toEqual([1.25, 0, 0, 0.25]);
});

it.each([
  ['a constant dimension', new Rng(2).normals(60).map((value, i) => (i % 3 === 1 ? 0.1 : value))],
  [
    'a dimension that follows from another',
    new Rng(2).normals(60).map((value, i, all) => (i % 3 ? value : all[i + 1] * 0.7)),
  ],
  ['fewer codes than dimensions', new Rng(2).normals(9)],
])('refuses a singular covariance: %s', async (_, values) => {
  const singular = tf.tensor2d(values, [values.length / 3, 3]);
  await expect(fitGaussian(singular)).rejects.toThrow(
    /regularization: expected more, .*covariance of the codes is singular, got 0/,
  );
  await fitGaussian(singular, { regularization: 1e-6 });
});

it('refuses codes without a distribution', async () => {
  await expect(fitGaussian(tf.fill([8, 2], 0.3), { regularization: 1 })).rejects.toThrow(
    /codes: .*differ.*"8 equal ones"/,
  );
  await expect(fitGaussian(tf.tensor2d([[1, 2]]))).rejects.toThrow(/codes: .*differ/);
  await expect(
    fitGaussian(
      tf.tensor2d([
        [1, 2],
        [3, Number.NaN],
      ] as number[][]),
    ),
  ).rejects.toThrow(/"NaN at \[1, 1\]"/);
  await expect(fitGaussian(codes, { regularization: -1 })).rejects.toThrow(/regularization: .*at least 0/);
  expect(() => new Gaussian([0, 0], [1, 2, 2, 1])).toThrow(/matrix: expected a positive definite matrix/);
  expect(() => new Gaussian([0, Number.NaN], [1, 0, 0, 1])).toThrow(/mean: expected a finite number/);
  const gaussian = await fitGaussian(codes);
  await expect(gaussian.logDensity(tf.zeros([2, 4]))).rejects.toThrow(/codes: .*\[n, 3\], got \[2, 4\]/);
});
