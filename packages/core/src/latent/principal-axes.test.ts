import { expect, it } from 'vitest';
import { rows } from '../../test/rows';
import { projectOnPrincipalAxes } from './principal-axes';

// Around (10, 20): along the diagonal by 3 and 5, across it by 1 and 2.
const codes = rows([13, 23], [7, 17], [15, 25], [5, 15], [11, 19], [9, 21], [12, 18], [8, 22]);
const lengths = (coordinates: number[]) => coordinates.map((value) => Math.abs(value) / Math.SQRT2);

it('rotates codes so that they vary most along the first axis', () => {
  const { values, dimension } = projectOnPrincipalAxes(codes);
  expect(dimension).toBe(2);
  const [along, across] = [0, 1].map((axis) => lengths([...values].filter((_, i) => i % 2 === axis)));
  const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, 10));
  expect(along).toEqual(close([3, 3, 5, 5, 0, 0, 0, 0]));
  expect(across).toEqual(close([0, 0, 0, 0, 1, 1, 2, 2]));
  expect(lengths([...projectOnPrincipalAxes(codes, 1).values])).toEqual(along);
});

it('refuses more axes than dimensions', () => {
  expect(() => projectOnPrincipalAxes(codes, 3)).toThrow('axes: expected a whole number from 1 to 2, got 3.');
});
