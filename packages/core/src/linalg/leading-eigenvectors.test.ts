import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { leadingEigenvectors } from './leading-eigenvectors';

beforeAll(() => tf.setBackend('cpu'));

const dot = (a: ArrayLike<number>, b: Float64Array) => b.reduce((sum, value, i) => sum + value * a[i], 0);
const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
const rowsOf = <T extends Float32Array | Float64Array>(matrix: T, size: number) =>
  Array.from({ length: matrix.length / size }, (_, i) => matrix.subarray(i * size, (i + 1) * size) as T);

/** A matrix H D H of the eigenvalues D and the reflection H = I - 2 v vᵀ at a random unit vector v, as products with vectors. */
function withEigenvalues(values: readonly number[]) {
  const normal = Float64Array.from(new Rng(3).normals(values.length));
  const v = normal.map((value) => value / Math.sqrt(dot(normal, normal)));
  const reflect = (x: Float64Array) => x.map((value, i) => value - 2 * dot(v, x) * v[i]);
  const image = (x: ArrayLike<number>) => reflect(reflect(Float64Array.from(x)).map((value, i) => value * values[i]));
  const calls = { count: 0 };
  const multiply = async (vectors: Float32Array) => {
    calls.count++;
    return Float64Array.from(rowsOf(vectors, values.length).flatMap((row) => [...image(row)]));
  };
  return { image, multiply, calls };
}

const spectrum = (value: (i: number) => number, size = 120) => Array.from({ length: size }, (_, i) => value(i));

describe('leadingEigenvectors', () => {
  it.each<[string, number[], number, number]>([
    ['like those of pictures', spectrum((i) => 5 / (1 + i / 4) ** 2), 12, 6],
    ['that fall slowly', spectrum((i) => (i + 1) ** -0.5, 300), 12, 17],
    ['far apart', spectrum((i) => 10 ** (6 - i)), 5, 3],
    ['of which five copies lead', spectrum((i) => (i < 5 ? 3 : 1 / i)), 8, 6],
    ['with more copies than the block takes', spectrum((i) => (i < 1 ? 10 : i < 41 ? 1 : 0.5), 200), 7, 18],
    ['of low rank', spectrum((i) => (i < 3 ? 3 - i : 0)), 7, 2],
    ['of low rank and rounding', spectrum((i) => (i < 3 ? 3 - i : 1e-7 * Math.abs(Math.cos(i)))), 7, 2],
    ['all equal', spectrum(() => 0.5), 4, 1],
    ['all zero', spectrum(() => 0), 4, 1],
    ['all asked for', spectrum((i) => 1 / (1 + i), 30), 30, 1],
    ['of a single row', [7], 1, 1],
  ])('finds eigenvalues %s', async (_, eigenvalues, count, products) => {
    const size = eigenvalues.length;
    const { image, multiply, calls } = withEigenvalues(eigenvalues);
    const { values, vectors } = await leadingEigenvectors(multiply, size, count);
    const sorted = [...eigenvalues].sort((a, b) => b - a).slice(0, count);
    expect(calls.count).toBeLessThanOrEqual(products);
    expect(values.length).toBe(count);
    expect(Math.abs(sumOf(values) - sumOf(sorted))).toBeLessThanOrEqual(1e-4 * sumOf(sorted));
    const rows = rowsOf(vectors, size);
    expect(rows.length).toBe(count);
    rows.forEach((row, i) => {
      rows.forEach((other, j) => {
        expect(dot(row, other)).toBeCloseTo(i === j ? 1 : 0, 5);
      });
      expect(Math.abs(dot(image(row), row) - values[i])).toBeLessThanOrEqual(1e-5 * sorted[0]);
      if (2 * i < count)
        expect(Math.abs(values[i] - sorted[i])).toBeLessThanOrEqual(1e-3 * sorted[i] + 1e-7 * sorted[0]);
      expect(Math.max(...row)).toBe(Math.max(...row.map(Math.abs)));
    });
  });

  it('stops after 40 products or so with eigenvalues that hardly differ', async () => {
    const { multiply, calls } = withEigenvalues(spectrum((i) => (i < 9 ? 2 : 1.99)));
    const { values } = await leadingEigenvectors(multiply, 120, 7);
    expect(calls.count).toBeLessThan(50);
    expect([...values]).toEqual(new Array(7).fill(expect.closeTo(2, 1)));
  });

  it('returns the closed form of the second-difference matrix', async () => {
    // Eigenvalues 2 - 2 cos(k pi / (n + 1)), eigenvectors sin(j k pi / (n + 1)).
    const n = 101;
    const multiply = async (x: Float32Array) =>
      x.map((value, i) => 2 * value - (i % n > 0 ? x[i - 1] : 0) - (i % n < n - 1 ? x[i + 1] : 0));
    const { values, vectors } = await leadingEigenvectors(multiply, n, 4);
    rowsOf(vectors, n).forEach((row, i) => {
      const angle = ((n - i) * Math.PI) / (n + 1);
      const expected = row.map((_, j) => Math.sin((j + 1) * angle) * Math.sqrt(2 / (n + 1)));
      expect(values[i]).toBeCloseTo(2 - 2 * Math.cos(angle), 4);
      expect(Math.abs(dot(row, expected))).toBeCloseTo(1, 4);
    });
  });

  it('returns the same for the same matrix, and frees its tensors', async () => {
    const { multiply } = withEigenvalues(spectrum((i) => 0.9 ** i));
    const before = tf.memory().numTensors;
    expect(await leadingEigenvectors(multiply, 120, 6)).toEqual(await leadingEigenvectors(multiply, 120, 6));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, number, number]>([
    ['count', 2, 0],
    ['count', 2, 3],
    ['size', 0, 1],
  ])('refuses a bad %s', async (argument, size, count) => {
    await expect(leadingEigenvectors(async (vectors) => vectors, size, count)).rejects.toThrow(`${argument}: expected`);
  });
});
