import { expect, it } from 'vitest';
import { rows } from '../../test/rows';
import { classCentroids } from './class-centroids';

const codes = rows([1, 2], [3, 6], [-4, 8], [5, 4]);

it('is the mean of each class', () => {
  expect(classCentroids(codes, Int32Array.of(1, 1, 0, 1), 2)).toEqual({
    values: Float64Array.of(-4, 8, 3, 4),
    dimension: 2,
  });
});

it('refuses labels that do not fit', () => {
  expect(() => classCentroids(codes, [0, 2, 0, 2], 3)).toThrow(/labels: .*each class, got "none of class 1"/);
  expect(() => classCentroids(codes, [0, 1, 2, 0], 2)).toThrow(/labels\[2\]: .*from 0 to 1, got 2/);
  expect(() => classCentroids(codes, 2 as never, 2)).toThrow('labels: expected one for each of 4 codes, got 2.');
  expect(() => classCentroids(codes, [0, 1], 2)).toThrow(/labels: expected one for each of 4 codes, got 2/);
  expect(() => classCentroids(rows([0, Number.NaN]), [0], 1)).toThrow(/codes.values: .*"NaN in row 0, dimension 1"/);
});
