import { expect, it } from 'vitest';
import { invertLowerTriangular } from './invert-lower-triangular';

it('returns the inverse worked out by hand, and does not read above the diagonal', () => {
  const nan = Number.NaN;
  const inverse = invertLowerTriangular([2, nan, nan, 6, 1, nan, -8, 5, 4], 3);
  expect([...inverse]).toEqual([0.5, 0, 0, -3, 1, 0, 4.75, -1.25, 0.25]);
});
