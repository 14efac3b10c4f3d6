import { describe, expect, it } from 'vitest';
import { minimize } from './l-bfgs';

describe('minimize', () => {
  it('finds the minimum of a badly scaled quadratic', () => {
    const curvatures = Array.from({ length: 12 }, (_, i) => 10 ** (i / 3));
    const x = minimize((at, gradient) => {
      gradient.set(curvatures.map((curvature, i) => curvature * (at[i] - i)));
      return curvatures.reduce((sum, curvature, i) => sum + (curvature * (at[i] - i) ** 2) / 2, 0);
    }, 12);
    for (const [i, value] of x.entries()) expect(value).toBeCloseTo(i, 5);
  });

  it('finds the minimum of a function that a full step overshoots', () => {
    // cosh(4 (x - 3)) + x: sinh(4 (x - 3)) = -1/4.
    const [x] = minimize((at, gradient) => {
      gradient[0] = 4 * Math.sinh(4 * (at[0] - 3)) + 1;
      return Math.cosh(4 * (at[0] - 3)) + at[0];
    }, 1);
    expect(x).toBeCloseTo(3 - Math.asinh(0.25) / 4, 6);
  });

  it('stays at a point whose gradient is 0', () => {
    expect(minimize(() => 1, 2)).toEqual(new Float64Array(2));
  });
});
