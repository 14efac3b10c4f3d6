import { Rng } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from './symmetric-eigen';
import { symmetricEigenvalues } from './symmetric-eigenvalues';

const close = (values: ArrayLike<number>, digits = 12) => Array.from(values, (value) => expect.closeTo(value, digits));

/** A symmetric matrix of the given rank. */
function productsOf(size: number, rank: number, seed: number): Float64Array {
  const factors = new Rng(seed).normals(size * rank);
  return Float64Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += factors[row * rank + k] * factors[column * rank + k];
    return sum;
  });
}

describe('symmetricEigenvalues', () => {
  it.each([1, 2, 12, 101])('returns the closed form of the second-difference matrix of %i rows', (n) => {
    const matrix = Array.from({ length: n * n }, (_, i) => [2, -1][Math.abs(Math.floor(i / n) - (i % n))] ?? 0);
    const expected = Array.from({ length: n }, (_, i) => 2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)));
    expect([...symmetricEigenvalues(matrix, n)]).toEqual(close(expected));
  });

  it.each([
    [5, 5],
    [40, 40],
    [40, 3],
    [33, 1],
  ])('agrees with ml-matrix for %i rows of rank %i', (size, rank) => {
    const matrix = productsOf(size, rank, size + rank);
    expect([...symmetricEigenvalues(matrix, size)]).toEqual(close(symmetricEigen(matrix, size).values, 10));
  });

  it('returns those of a diagonal matrix exactly, negative, equal and zero ones too', () => {
    const values = [3, -2, 0, 3, 0.1, -7];
    const matrix = Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? values[i / 7] : 0));
    expect([...symmetricEigenvalues(matrix, 6)]).toEqual([3, 3, close([0.1])[0], 0, -2, -7]);
    expect([...symmetricEigenvalues(new Float64Array(9), 3)]).toEqual([0, 0, 0]);
  });

  it.each([1e-200, 1e200])('neither overflows nor vanishes for elements of %d', (scale) => {
    const [first, second] = symmetricEigenvalues([2 * scale, scale, scale, 2 * scale], 2);
    expect([first / scale, second / scale]).toEqual(close([3, 1]));
  });

  it('refuses a matrix that is not symmetric or not finite', () => {
    expect(() => symmetricEigenvalues([1, 2, 3, 4], 2)).toThrow('matrix: expected a symmetric matrix');
    expect(() => symmetricEigenvalues([Number.NaN], 1)).toThrow('matrix: expected finite elements');
  });
});
