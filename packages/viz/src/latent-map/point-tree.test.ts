import { describe, expect, it } from 'vitest';
import { clusters } from '../../test/clusters';
import { PointTree } from './point-tree';

describe('PointTree', () => {
  it('holds every point once, in cells that know their centre, radius and second moments', () => {
    const { values } = clusters(200, 2, 5);
    const [x, y] = [0, 1].map((axis) => values.filter((_, i) => i % 2 === axis));
    const tree = new PointTree(200);
    tree.build(x, y, 0);
    expect([...tree.order].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect([...tree.x]).toEqual([...tree.order].map((i) => x[i]));
    expect([tree.start[0], tree.end[0]]).toEqual([0, 200]);
    for (let cell = 0; cell < tree.size; cell++) {
      const [start, end, second] = [tree.start[cell], tree.end[cell], tree.second[cell]];
      if (second > 0) {
        expect([tree.start[cell + 1], tree.end[cell + 1], tree.end[second]]).toEqual([start, tree.start[second], end]);
      } else expect(end - start).toBeLessThanOrEqual(8);
      const sum = (term: (x: number, y: number) => number) =>
        tree.x.subarray(start, end).reduce((total, value, i) => total + term(value, tree.y[start + i]), 0);
      const [centreX, centreY] = [sum((x) => x) / (end - start), sum((_, y) => y) / (end - start)];
      const close = (value: number) => expect.closeTo(value, 8);
      const [cellX, cellY, mass, radius, xx, xy, yy] = tree.cells.subarray(8 * cell);
      expect([cellX, cellY, mass]).toEqual([close(centreX), close(centreY), end - start]);
      expect([xx, xy, yy]).toEqual([
        close(sum((x) => (x - centreX) ** 2) / 2),
        close(sum((x, y) => (x - centreX) * (y - centreY))),
        close(sum((_, y) => (y - centreY) ** 2) / 2),
      ]);
      const farthest = Math.max(
        ...Array.from({ length: mass }, (_, i) => Math.hypot(tree.x[start + i] - cellX, tree.y[start + i] - cellY)),
      );
      expect(radius).toBeGreaterThanOrEqual(farthest - 1e-12);
      expect(radius).toBeLessThanOrEqual(1.5 * farthest);
    }
  });

  it('does not divide cells that are small, or whose points are at one place', () => {
    const tree = new PointTree(20);
    tree.build(new Float64Array(20).fill(2), new Float64Array(20).fill(1), 0);
    expect([tree.size, ...tree.cells.subarray(0, 4)]).toEqual([1, 2, 1, 20, 0]);
    const line = Float64Array.from({ length: 20 }, (_, i) => i);
    tree.build(line, line, 14);
    expect(tree.size).toBe(1);
    tree.build(line, line, 13);
    expect(tree.size).toBe(3);
  });

  it.each([Number.NaN, Infinity, 1e308])('ends with points at %d', (value) => {
    const tree = new PointTree(20);
    tree.build(
      Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? value : -value)),
      new Float64Array(20).fill(value),
      0,
    );
    expect(tree.end[0]).toBe(20);
  });
});
