import { describe, expect, it } from 'vitest';
import { clusters, nearestOfSameCluster } from '../../test/clusters';
import { umap } from './umap';

describe('umap', () => {
  it('keeps separated clusters apart', async () => {
    const map = await umap(clusters(200, 8, 5), { seed: 1, epochs: 100 });
    expect(map.x).toHaveLength(200);
    expect(nearestOfSameCluster(map, 5)).toBeGreaterThan(0.99);
  });

  it('starts from the principal plane', async () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? i : Math.sin(i)));
    const { x } = await umap({ values, dimension: 2 }, { epochs: 1 });
    const rising = Array.from({ length: 90 }, (_, i) => (x[i + 10] - x[i]) * Math.sign(x[99] - x[0]) > 0);
    expect(rising.filter(Boolean).length).toBeGreaterThan(85);
  });

  it('gives the same map for the same seed, bit for bit, and another for another', async () => {
    const codes = clusters(40, 3, 3);
    const run = (seed: number) => umap(codes, { seed, epochs: 20 });
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  it('takes codes that are all the same', async () => {
    const map = await umap({ values: new Float64Array(20).fill(1), dimension: 2 }, { epochs: 20 });
    for (const value of [...map.x, ...map.y]) expect(value).toSatisfy(Number.isFinite);
  });

  it('reports its progress, and stops once its signal is aborted', async () => {
    const codes = clusters(30, 2, 2);
    const steps: number[] = [];
    await umap(codes, { epochs: 3, onProgress: ({ step, steps: all }) => steps.push(step, all) });
    expect(steps).toEqual([1, 3, 2, 3, 3, 3]);
    const stop = new AbortController();
    const endless = umap(codes, { epochs: 1e6, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 1);
    await expect(endless).rejects.toThrow('enough');
  });

  it('names the argument that is wrong', async () => {
    const codes = clusters(20, 2, 2);
    const broken = { ...codes, values: codes.values.slice() };
    broken.values[39] = Infinity;
    await expect(umap(broken)).rejects.toThrow('codes.values, row 19: expected finite numbers, got Infinity.');
    await expect(umap(codes, { neighbors: 20 })).rejects.toThrow(
      'neighbors: expected fewer than the 20 codes, got 20.',
    );
    await expect(umap(codes, { nNeighbors: 5 } as object)).rejects.toThrow(/^options: .*, got "nNeighbors"/);
    await expect(umap(undefined as never)).rejects.toThrow(/^codes: expected codes as/);
    await expect(umap(codes, { neighbors: 1 })).rejects.toThrow(/^neighbors:/);
    await expect(umap(codes, { minDistance: 2 })).rejects.toThrow(/^minDistance:/);
    await expect(umap(codes, { epochs: 0 })).rejects.toThrow(/^epochs:/);
  });
});
