import { describe, expect, it } from 'vitest';
import { cholesky } from './cholesky';

describe('cholesky', () => {
  it('returns the factor worked out by hand', () => {
    expect(cholesky([4, 12, -16, 12, 37, -43, -16, -43, 98], 3)).toEqual(Float64Array.of(2, 0, 0, 6, 1, 0, -8, 5, 3));
    expect(cholesky(Float32Array.of(9), 1)).toEqual(Float64Array.of(3));
  });

  it('refuses a matrix that is not positive definite, or not symmetric', () => {
    expect(() => cholesky([1, 2, 2, 1], 2)).toThrow(/matrix: expected a positive definite matrix/);
    expect(() => cholesky([1, 1, 1, 1], 2)).toThrow(/positive definite/);
    expect(() => cholesky([1, 2, 0, 1], 2)).toThrow(/symmetric/);
  });
});
