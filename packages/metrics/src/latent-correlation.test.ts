import { describe, expect, it } from 'vitest';
import { correlation, train } from '../test-data/codes.json';
import { latentCorrelation } from './latent-correlation';

describe('latentCorrelation', () => {
  it('agrees with NumPy', () => {
    const { matrix, meanAbsolute, maxAbsolute, constantDimensions } = latentCorrelation(train);
    for (const [i, row] of correlation.entries()) {
      for (const [j, value] of row.entries()) expect(matrix[i][j]).toBeCloseTo(value, 12);
    }
    const pairs = correlation.flatMap((row, i) => row.slice(i + 1).map(Math.abs));
    expect(meanAbsolute).toBeCloseTo(pairs.reduce((sum, value) => sum + value) / 6, 12);
    expect(maxAbsolute).toBeCloseTo(Math.max(...pairs), 12);
    expect(constantDimensions).toEqual([]);
  });

  it('names constant dimensions and excludes them from the statistics', () => {
    const values = [1, 0.1, -2, 7, 2, 0.1, -4, 7, 4, 0.1, -8, 7];
    const { matrix, meanAbsolute, maxAbsolute, constantDimensions } = latentCorrelation({ values, dimension: 4 });
    expect(constantDimensions).toEqual([1, 3]);
    expect(matrix[0][2]).toBeCloseTo(-1, 12);
    expect([matrix[1], matrix[3]]).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(meanAbsolute).toBeCloseTo(1, 12);
    expect(maxAbsolute).toBeCloseTo(1, 12);
  });

  it('is 0 if there is no pair', () => {
    const constant = latentCorrelation({ values: new Float32Array(6).fill(0.3), dimension: 2 });
    expect(constant).toEqual({
      matrix: [
        [0, 0],
        [0, 0],
      ],
      meanAbsolute: 0,
      maxAbsolute: 0,
      constantDimensions: [0, 1],
    });
    expect(latentCorrelation({ values: [1, 2], dimension: 1 })).toMatchObject({ matrix: [[1]], maxAbsolute: 0 });
  });

  it('names what is not finite and refuses fewer than two codes', () => {
    const values = [1, 2, 3, 4, 5, Number.NaN];
    expect(() => latentCorrelation({ values, dimension: 2 })).toThrow(
      'codes.values: expected finite numbers, got "NaN in row 2, dimension 1".',
    );
    expect(() => latentCorrelation({ values: [1, 2], dimension: 2 })).toThrow(
      'codes.values: expected 2 values for each of at least 2 codes, got "2 values".',
    );
    expect(() => latentCorrelation({ values: [1, 2, 3], dimension: 2 })).toThrow(/^codes.values: /);
    expect(() => latentCorrelation({ values: [1, 2], dimension: 0 })).toThrow(/^codes.dimension: /);
  });
});
