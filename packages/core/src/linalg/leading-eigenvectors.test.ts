import { Rng } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import { leadingEigenvectors } from './leading-eigenvectors';
import { subspaceIteration } from './subspace-iteration';
import { symmetricEigen } from './symmetric-eigen';

const dot = (a: ArrayLike<number>, b: Float64Array) => b.reduce((sum, value, i) => sum + value * a[i], 0);
const rowsOf = (matrix: Float64Array, size: number) =>
  Array.from({ length: matrix.length / size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));

/** H D H of the eigenvalues D and the reflection H = I - 2 v vᵀ at a random unit vector v. */
function withEigenvalues(values: readonly number[]): Float64Array {
  const size = values.length;
  const normal = Float64Array.from(new Rng(3).normals(size));
  const v = normal.map((value) => value / Math.sqrt(dot(normal, normal)));
  const dv = v.map((value, i) => value * values[i]);
  return Float64Array.from({ length: size * size }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return (i === j ? values[i] : 0) - 2 * (v[i] * dv[j] + dv[i] * v[j]) + 4 * dot(v, dv) * v[i] * v[j];
  });
}

const spectrum = (value: (i: number) => number, size = 120) => Array.from({ length: size }, (_, i) => value(i));

describe('leadingEigenvectors', () => {
  it.each<[string, number[], number, 'iteration' | 'all']>([
    ['like those of pictures', spectrum((i) => 5 / (1 + i / 4) ** 2), 12, 'iteration'],
    ['far apart', spectrum((i) => 10 ** (6 - i)), 5, 'iteration'],
    ['close to each other', spectrum((i) => 2 - i / 1e4), 3, 'all'],
    ['of which five copies lead', spectrum((i) => (i < 5 ? 3 : 1 / i)), 8, 'iteration'],
    ['with more copies than the block takes', spectrum((i) => (i < 1 ? 10 : i < 41 ? 1 : 0.5), 200), 7, 'iteration'],
    ['with copies that end within the block', spectrum((i) => (i < 9 ? 2 : 1.99)), 7, 'all'],
    ['of low rank', spectrum((i) => (i < 3 ? 3 - i : 0)), 7, 'iteration'],
    ['of low rank and rounding', spectrum((i) => (i < 3 ? 3 - i : 1e-7 * Math.cos(i))), 7, 'iteration'],
    ['all equal', spectrum(() => 0.5), 4, 'iteration'],
    ['all zero', spectrum(() => 0), 4, 'iteration'],
    ['many of them negative', spectrum((i) => (i < 5 ? 10 : i < 65 ? -3 : 1)), 8, 'all'],
    ['all negative', spectrum((i) => -1 - i), 2, 'all'],
    ['all asked for', spectrum((i) => 1 / (1 + i), 30), 30, 'all'],
    ['of a single row', [7], 1, 'all'],
  ])('finds eigenvalues %s', async (_, eigenvalues, count, way) => {
    const size = eigenvalues.length;
    const matrix = withEigenvalues(eigenvalues);
    const { values, vectors } = await leadingEigenvectors(matrix, size, count);
    const sorted = [...eigenvalues].sort((a, b) => b - a);
    const scale = Math.max(...eigenvalues.map(Math.abs));
    const tolerances = sorted.map((value) => (Math.abs(value) < 1e-5 * scale ? 1e-5 : 2e-10) * scale);
    expect((await subspaceIteration(matrix, size, count)) ? 'iteration' : 'all').toBe(way);
    expect(values.length).toBe(count);
    values.forEach((value, i) => {
      expect(Math.abs(value - sorted[i])).toBeLessThanOrEqual(tolerances[i]);
    });
    const rows = rowsOf(vectors, size);
    expect(rows.length).toBe(count);
    rows.forEach((row, i) => {
      rows.forEach((other, j) => {
        expect(dot(row, other)).toBeCloseTo(i === j ? 1 : 0, 12);
      });
      const residual = row.map((value, k) => dot(row, matrix.subarray(k * size, (k + 1) * size)) - values[i] * value);
      expect(Math.sqrt(dot(residual, residual))).toBeLessThanOrEqual(tolerances[i]);
      expect(Math.max(...row)).toBe(Math.max(...row.map(Math.abs)));
    });
  });

  it('returns the closed form of the second-difference matrix', async () => {
    // Eigenvalues 2 - 2 cos(k pi / (n + 1)), eigenvectors sin(j k pi / (n + 1)).
    const n = 101;
    const matrix = Array.from({ length: n * n }, (_, i) => [2, -1][Math.abs(Math.floor(i / n) - (i % n))] ?? 0);
    const { values, vectors } = await leadingEigenvectors(matrix, n, 4);
    rowsOf(vectors, n).forEach((row, i) => {
      const angle = ((n - i) * Math.PI) / (n + 1);
      const expected = row.map((_, j) => Math.sin((j + 1) * angle) * Math.sqrt(2 / (n + 1)));
      expect(values[i]).toBeCloseTo(2 - 2 * Math.cos(angle), 10);
      expect(Math.abs(dot(row, expected))).toBeCloseTo(1, 10);
    });
  });

  it('returns the vectors of the full decomposition, always the same, for float32 products', async () => {
    const [n, samples, count] = [96, 150, 6];
    const factors = new Rng(1).normals(samples * n).map((value, i) => value * 0.9 ** (i % n));
    const matrix = new Float32Array(n * n);
    for (let k = 0; k < samples; k++) {
      for (let i = 0; i < matrix.length; i++)
        matrix[i] += factors[k * n + Math.floor(i / n)] * factors[k * n + (i % n)];
    }
    const full = symmetricEigen(matrix, n);
    const leading = await leadingEigenvectors(matrix, n, count);
    expect([...leading.values]).toEqual(Array.from(leading.values, (_, i) => expect.closeTo(full.values[i], 8)));
    expect([...leading.vectors]).toEqual(Array.from(leading.vectors, (_, i) => expect.closeTo(full.vectors[i], 7)));
    expect(await leadingEigenvectors(matrix, n, count)).toEqual(leading);
  });

  it.each<[string, number[], number, number]>([
    ['count', [1, 0, 0, 1], 2, 0],
    ['count', [1, 0, 0, 1], 2, 3],
    ['size', [], 0, 1],
    ['matrix', [1, 2, 3], 2, 1],
    ['matrix', [1, 2, 3, 4], 2, 1],
    ['matrix', [1, Number.NaN, Number.NaN, 1], 2, 1],
  ])('refuses a bad %s', async (argument, matrix, size, count) => {
    await expect(leadingEigenvectors(matrix, size, count)).rejects.toThrow(`${argument}: expected`);
  });
});
