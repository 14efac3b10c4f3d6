import { describe, expect, it } from 'vitest';
import { clusters } from '../../test/clusters';
import { TreeRepulsion } from './tree-repulsion';
import { exactRepulsion } from './tsne-forces';

function points(count: number, scale: number) {
  const values = clusters(count, 2, 5).values.map((value) => scale * value);
  return { x: values.filter((_, i) => i % 2 === 0), y: values.filter((_, i) => i % 2 === 1) };
}

function repulsions(x: Float64Array, y: Float64Array, theta: number) {
  const forces = () => ({ x: new Float64Array(x.length), y: new Float64Array(x.length) });
  const [exact, approximate] = [forces(), forces()];
  return {
    exact,
    approximate,
    exactTotal: exactRepulsion(x, y, exact),
    total: new TreeRepulsion(x.length, theta).compute(x, y, approximate),
  };
}

/** The length of the difference of two force fields over that of the first. */
function relativeError({ exact, approximate }: ReturnType<typeof repulsions>): number {
  const length = (difference: (i: number, axis: 'x' | 'y') => number) =>
    Math.hypot(...Array.from(exact.x, (_, i) => Math.hypot(difference(i, 'x'), difference(i, 'y'))));
  return length((i, axis) => approximate[axis][i] - exact[axis][i]) / length((i, axis) => exact[axis][i]);
}

describe('TreeRepulsion', () => {
  it('comes close to the sum over all pairs, the closer the smaller theta is', () => {
    const { x, y } = points(600, 1);
    const errors = [1, 0.5, 0.25, 1e-6].map((theta) => relativeError(repulsions(x, y, theta)));
    expect(errors[0]).toBeLessThan(0.1);
    expect(errors[1]).toBeLessThan(0.01);
    expect(errors[2]).toBeLessThan(0.002);
    expect(errors[3]).toBeLessThan(1e-12);
    // Series of third order leave an error of fourth order.
    expect(errors[1]).toBeLessThan(errors[0] / 12);
    expect(errors[2]).toBeLessThan(errors[1] / 12);
    const { total, exactTotal } = repulsions(x, y, 0.5);
    expect(Math.abs(total / exactTotal - 1)).toBeLessThan(0.005);
  });

  it.each([1e-6, 1e-3, 0.01, 0.1, 10])('does so on a map of another scale, %d', (scale) => {
    const { x, y } = points(600, scale);
    const result = repulsions(x, y, 0.5);
    expect(relativeError(result)).toBeLessThan(0.02);
    expect(Math.abs(result.total / result.exactTotal - 1)).toBeLessThan(0.001);
  });

  it('counts points at one place as that many', () => {
    const x = Float64Array.from({ length: 43 }, (_, i) => (i < 40 ? 0 : i));
    const y = Float64Array.from({ length: 43 }, (_, i) => (i < 40 ? 0 : 30));
    const { total, exactTotal, approximate, exact } = repulsions(x, y, 0.5);
    expect(total / exactTotal).toBeCloseTo(1, 6);
    expect(approximate.x[42] / exact.x[42]).toBeCloseTo(1, 4);
    expect(approximate.y[0] / exact.y[0]).toBeCloseTo(1, 4);
  });
});
