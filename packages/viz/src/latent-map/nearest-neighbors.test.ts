import { describe, expect, it } from 'vitest';
import { clusters } from '../../test/clusters';
import { nearestNeighbors } from './nearest-neighbors';

const noTurn = () => undefined;

describe('nearestNeighbors', () => {
  it('finds the same neighbours as sorting all distances', async () => {
    const [count, dimension, k] = [60, 3, 7];
    const { values } = clusters(count, dimension, 4);
    const { indices, distances } = await nearestNeighbors({ count, dimension, values }, k, noTurn);
    const row = (i: number) => Array.from(values.subarray(i * dimension, (i + 1) * dimension));
    for (let i = 0; i < count; i++) {
      const sorted = Array.from({ length: count }, (_, j) => j)
        .filter((j) => j !== i)
        .map((j) => ({ j, distance: row(i).reduce((sum, value, d) => sum + (value - row(j)[d]) ** 2, 0) }))
        .sort((a, b) => a.distance - b.distance);
      expect(Array.from(indices.subarray(i * k, (i + 1) * k))).toEqual(sorted.slice(0, k).map(({ j }) => j));
      expect(distances[i * k + k - 1]).toBeCloseTo(sorted[k - 1].distance, 9);
    }
  });

  it.each([129, 130])('gives equally near points in their order, over several blocks of %d points', async (count) => {
    const values = Float64Array.from({ length: 2 * count }, (_, i) => Math.floor((i * i) / 7) % 5);
    const [k, distance] = [
      9,
      (i: number, j: number) => (values[2 * i] - values[2 * j]) ** 2 + (values[2 * i + 1] - values[2 * j + 1]) ** 2,
    ];
    const { indices } = await nearestNeighbors({ count, dimension: 2, values }, k, noTurn);
    const expected = Array.from({ length: count }, (_, i) =>
      Array.from({ length: count }, (_, j) => j)
        .filter((j) => j !== i)
        .sort((a, b) => distance(i, a) - distance(i, b) || a - b)
        .slice(0, k),
    );
    expect([...indices]).toEqual(expected.flat());
  });

  it('takes other points at the same place for neighbours, but not the point itself', async () => {
    const codes = { count: 3, dimension: 1, values: Float64Array.of(5, 5, 5) };
    const { indices } = await nearestNeighbors(codes, 2, noTurn);
    expect([...indices]).toEqual([1, 2, 0, 2, 0, 1]);
  });
});
