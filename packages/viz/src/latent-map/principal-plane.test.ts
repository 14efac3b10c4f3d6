import { describe, expect, it } from 'vitest';
import { principalPlane } from './principal-plane';
import { normal, seededRandom } from './seeded-random';

const length = (values: Float64Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const correlation = (a: ArrayLike<number>, b: Float64Array) =>
  b.reduce((sum, value, i) => sum + value * a[i], 0) / (length(Float64Array.from(a)) * length(b) * b.length);

describe('principalPlane', () => {
  it('finds the two directions of largest variance, in order, and their scale', () => {
    const random = seededRandom(1);
    // Independent coordinates of deviation 1, 5, 2 and 0.1, around another mean.
    const factors = Array.from({ length: 400 }, () => [1, 5, 2, 0.1].map((deviation) => deviation * normal(random)));
    const codes = {
      count: 400,
      dimension: 4,
      values: Float64Array.from(factors.flat(), (value, i) => value + (i % 4)),
    };
    const { x, y } = principalPlane(codes, 0.5, random);
    expect(
      Math.abs(
        correlation(
          factors.map((row) => row[1]),
          x,
        ),
      ),
    ).toBeGreaterThan(0.99);
    expect(
      Math.abs(
        correlation(
          factors.map((row) => row[2]),
          y,
        ),
      ),
    ).toBeGreaterThan(0.97);
    expect(length(x)).toBeCloseTo(0.5, 2);
    expect(length(y) / length(x)).toBeCloseTo(2 / 5, 1);
  });

  it('takes codes on a line, or all at one place', () => {
    const line = principalPlane({ count: 5, dimension: 1, values: Float64Array.of(1, 2, 3, 4, 5) }, 1, seededRandom(1));
    expect(new Set(line.y).size).toBe(5);
    expect(length(line.y)).toBeLessThan(0.05);
    const point = principalPlane({ count: 4, dimension: 2, values: new Float64Array(8) }, 1, seededRandom(1));
    for (const value of [...point.x, ...point.y]) expect(Math.abs(value)).toBeLessThan(0.1);
  });
});
