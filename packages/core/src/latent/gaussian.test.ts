import { Rng } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { rows } from '../../test/rows';
import * as truth from '../../test-data/gaussian-mixture.json';
import { fitGaussian, Gaussian } from './gaussian';

const codes = rows(...truth.codes);

function expectClose(actual: ArrayLike<number>, expected: readonly number[], digits = 10): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits);
  });
}

it("fits NumPy's mean and covariance, with SciPy's densities", () => {
  const gaussian = fitGaussian(codes);
  expectClose(gaussian.mean, truth.gaussian.mean);
  expectClose(gaussian.covariance, truth.gaussian.covariance);
  expectClose(gaussian.logDensity(rows(...truth.codes.slice(0, 5))), truth.gaussian.logDensities);
});

it.each([1, 2, 4, 9])('has the closed-form density of independent dimensions, of which there are %i', (size) => {
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
  expectClose(gaussian.logDensity({ values, dimension: size }), expected);
});

it('adds the regularization to the variances', () => {
  const gaussian = fitGaussian(rows([1, 5], [3, 5]), { regularization: 0.25 });
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
])('refuses a singular covariance: %s', (_, values) => {
  const singular = { values, dimension: 3 };
  expect(() => fitGaussian(singular)).toThrow(
    /regularization: expected more, .*covariance of the codes is singular, got 0/,
  );
  fitGaussian(singular, { regularization: 1e-6 });
});

it('refuses codes without a distribution', () => {
  expect(() => fitGaussian(rows([0.3, 0.3], [0.3, 0.3]), { regularization: 1 })).toThrow(
    /codes: .*differ.*"2 equal ones"/,
  );
  expect(() => fitGaussian(rows([1, 2]))).toThrow(/codes: .*differ/);
  expect(() => fitGaussian(rows([1, 2], [3, Number.NaN]))).toThrow(/"NaN in row 1, dimension 1"/);
  expect(() => fitGaussian(codes, { regularization: -1 })).toThrow(/regularization: .*at least 0/);
  expect(() => new Gaussian([0, 0], [1, 2, 2, 1])).toThrow(/matrix: expected a positive definite matrix/);
  expect(() => new Gaussian([0, Number.NaN], [1, 0, 0, 1])).toThrow(/mean: expected a finite number/);
  expect(() => new Gaussian([0, 0], undefined as never)).toThrow(
    'covariance: expected 4 numbers, row after row, got un',
  );
  expect(() => fitGaussian(codes, { regularisation: 1 } as object)).toThrow('options: expected no other options than');
  const gaussian = fitGaussian(codes);
  expect(() => gaussian.logDensity(rows([1, 2]))).toThrow(/codes.dimension: expected 3, got 2/);
});
