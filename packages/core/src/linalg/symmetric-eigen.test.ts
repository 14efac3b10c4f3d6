import { ArgumentError, Rng } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from './symmetric-eigen';

const expectClose = (actual: ArrayLike<number>, expected: number[], digits = 10) => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits);
  });
};

describe('symmetricEigen', () => {
  it('returns the closed form of a 2 x 2 matrix', () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expectClose(values, [3, 1]);
    expectClose(vectors.map(Math.abs), new Array(4).fill(Math.SQRT1_2));
    expect(vectors[0] * vectors[1]).toBeGreaterThan(0);
    expect(vectors[2] * vectors[3]).toBeLessThan(0);
  });

  it('returns the closed form of the second-difference matrix', () => {
    // Eigenvalues 2 - 2 cos(k pi / (n + 1)), eigenvectors sin(j k pi / (n + 1)).
    const n = 12;
    const matrix = Array.from({ length: n * n }, (_, i) => [2, -1][Math.abs(Math.floor(i / n) - (i % n))] ?? 0);
    const { values, vectors } = symmetricEigen(matrix, n);
    const angle = (row: number) => ((n - row) * Math.PI) / (n + 1);
    expectClose(
      values,
      Array.from({ length: n }, (_, row) => 2 - 2 * Math.cos(angle(row))),
    );
    for (let row = 0; row < n; row++) {
      const expected = Array.from({ length: n }, (_, j) => Math.sin((j + 1) * angle(row)) * Math.sqrt(2 / (n + 1)));
      const sign = Math.sign(expected.reduce((sum, value, j) => sum + value * vectors[row * n + j], 0));
      expectClose(
        vectors.subarray(row * n, (row + 1) * n),
        expected.map((value) => sign * value),
      );
    }
  });

  it('is orthonormal, ordered and of fixed sign for float32 products of any rank', () => {
    const [n, rank] = [40, 25];
    const factors = new Rng(1).normals(n * rank);
    const matrix = new Float32Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < rank; k++) matrix[i * n + j] += factors[i * rank + k] * factors[j * rank + k];
      }
    }
    const { values, vectors } = symmetricEigen(matrix, n);
    const row = (i: number) => vectors.subarray(i * n, (i + 1) * n);
    const dot = (a: ArrayLike<number>, b: Float64Array) => b.reduce((sum, value, i) => sum + value * a[i], 0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) expect(dot(row(i), row(j))).toBeCloseTo(i === j ? 1 : 0, 10);
      for (let j = 0; j < n; j++) {
        expect(dot(matrix.subarray(j * n, (j + 1) * n), row(i))).toBeCloseTo(values[i] * row(i)[j], 4);
      }
      if (i > 0) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
      expect(Math.max(...row(i))).toBe(Math.max(...row(i).map(Math.abs)));
    }
    expect(values[rank]).toBeCloseTo(0, 4);
  });

  it('refuses a matrix that is not symmetric', () => {
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(ArgumentError);
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(/2 x 2 elements, got 3/);
    expect(() => symmetricEigen([1, 2, 3, 4], 2)).toThrow(/symmetric matrix, got "3 and 2 at 1, 0"/);
    expect(() => symmetricEigen([1, Number.NaN, Number.NaN, 1], 2)).toThrow(/finite elements, got NaN/);
    expect(() => symmetricEigen([], 0)).toThrow(/size: /);
  });
});
