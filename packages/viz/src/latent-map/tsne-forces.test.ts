import { describe, expect, it } from 'vitest';
import { clusters } from '../../test/clusters';
import { Quadtree } from './quadtree';
import { exactRepulsion, treeRepulsion } from './tsne-forces';

function points(count: number) {
  const { values } = clusters(count, 2, 5);
  return { x: values.filter((_, i) => i % 2 === 0), y: values.filter((_, i) => i % 2 === 1) };
}

function repulsions(x: Float64Array, y: Float64Array, theta: number) {
  const tree = new Quadtree(x.length);
  tree.build(x, y);
  const forces = () => ({ x: new Float64Array(x.length), y: new Float64Array(x.length) });
  const [exact, approximate] = [forces(), forces()];
  return {
    exact,
    approximate,
    exactTotal: exactRepulsion(x, y, exact),
    total: treeRepulsion(x, y, tree, theta, approximate),
  };
}

/** The length of the difference of two force fields over that of the first. */
function relativeError({ exact, approximate }: ReturnType<typeof repulsions>): number {
  const length = (difference: (i: number, axis: 'x' | 'y') => number) =>
    Math.hypot(...Array.from(exact.x, (_, i) => Math.hypot(difference(i, 'x'), difference(i, 'y'))));
  return length((i, axis) => approximate[axis][i] - exact[axis][i]) / length((i, axis) => exact[axis][i]);
}

describe('Quadtree', () => {
  it('holds every point once, in cells whose masses and centres add up', () => {
    const { x, y } = points(200);
    const tree = new Quadtree(200);
    tree.build(x, y);
    expect([...tree.order].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    const cellAt = (index: number) => {
      const [x, y, mass, side] = tree.cells.subarray(4 * index);
      return { x, y, mass, side };
    };
    expect(cellAt(0).mass).toBe(200);
    expect(tree.after[0]).toBe(tree.size);
    for (let index = 0; index < tree.size; index++) {
      const cell = cellAt(index);
      let [mass, sumX, sumY] = [0, 0, 0];
      for (let place = index + 1; place < tree.after[index]; place = tree.after[place]) {
        const child = cellAt(place);
        mass += child.mass;
        sumX += child.mass * child.x;
        sumY += child.mass * child.y;
        expect(child.side).toBeLessThanOrEqual(cell.side / 4);
      }
      if (mass === 0) expect(cell.side).toBe(0);
      else
        expect([mass, sumX / mass, sumY / mass]).toEqual([
          cell.mass,
          expect.closeTo(cell.x, 9),
          expect.closeTo(cell.y, 9),
        ]);
    }
    expect(cellAt(0).x).toBeCloseTo(x.reduce((sum, value) => sum + value, 0) / 200, 9);
  });

  it('holds points at one place in one leaf', () => {
    const tree = new Quadtree(3);
    tree.build(Float64Array.of(2, 2, 2), Float64Array.of(1, 1, 1));
    expect([tree.size, ...tree.cells.subarray(0, 4)]).toEqual([1, 2, 1, 3, 0]);
  });
});

describe('treeRepulsion', () => {
  it('comes close to the sum over all pairs, the closer the smaller theta is', () => {
    const { x, y } = points(600);
    const errors = [1, 0.5, 0.25, 1e-6].map((theta) => relativeError(repulsions(x, y, theta)));
    expect(errors[0]).toBeLessThan(0.1);
    expect(errors[1]).toBeLessThan(0.01);
    expect(errors[2]).toBeLessThan(0.002);
    expect(errors[3]).toBeLessThan(1e-12);
    const { total, exactTotal } = repulsions(x, y, 0.5);
    expect(Math.abs(total / exactTotal - 1)).toBeLessThan(0.005);
  });

  it('counts points at one place as that many', () => {
    const [x, y] = [Float64Array.of(0, 0, 0, 3), Float64Array.of(0, 0, 0, 4)];
    const { total, exactTotal, approximate, exact } = repulsions(x, y, 0.5);
    expect(total).toBeCloseTo(exactTotal, 12);
    expect(approximate.x[3]).toBeCloseTo(exact.x[3], 12);
    expect(approximate.y[0]).toBeCloseTo(exact.y[0], 12);
  });
});
