import { describe, expect, it } from 'vitest';
import { clusters, nearestOfSameCluster } from '../../test/clusters';
import { conditionalProbabilities, jointProbabilities } from './affinities';
import { nearestNeighbors } from './nearest-neighbors';
import { tsne, tsneGradient } from './tsne';

async function affinitiesOf(count: number, k: number, perplexity: number) {
  const neighbors = await nearestNeighbors(
    { count, dimension: 3, values: clusters(count, 3, 4).values },
    k,
    () => undefined,
  );
  return jointProbabilities(neighbors, conditionalProbabilities(neighbors, perplexity));
}

const plane = (count: number) => {
  const { values } = clusters(count, 2, 3, 5);
  return { x: values.filter((_, i) => i % 2 === 0), y: values.filter((_, i) => i % 2 === 1) };
};

describe('tsneGradient', () => {
  it('is the gradient of the Kullback-Leibler divergence by finite differences', async () => {
    const count = 25;
    const affinities = await affinitiesOf(count, count - 1, 6);
    const { offsets, columns, values } = affinities;
    const map = plane(count);
    for (const axis of [map.x, map.y]) for (let i = 0; i < count; i++) axis[i] /= 10;
    /** Returns the sum over ordered pairs of p log(p / q), less the share of log Z that an exaggerated p adds. */
    const divergence = (exaggeration: number) => {
      const q = (i: number, j: number) => 1 / (1 + (map.x[i] - map.x[j]) ** 2 + (map.y[i] - map.y[j]) ** 2);
      let total = 0;
      for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) total += i === j ? 0 : q(i, j);
      let sum = (1 - exaggeration) * Math.log(total);
      for (let i = 0; i < count; i++) {
        for (let entry = offsets[i]; entry < offsets[i + 1]; entry++) {
          const p = exaggeration * values[entry];
          if (p > 0) sum += 2 * p * Math.log((p * total) / q(i, columns[entry]));
        }
      }
      return sum;
    };
    for (const exaggeration of [1, 12]) {
      const exact = tsneGradient(affinities, map)(exaggeration);
      for (const axis of ['x', 'y'] as const) {
        for (let i = 0; i < count; i++) {
          const [at, step] = [map[axis][i], 1e-5];
          const [up, down] = [1, -1].map((sign) => {
            map[axis][i] = at + sign * step;
            return divergence(exaggeration);
          });
          map[axis][i] = at;
          expect(exact[axis][i]).toBeCloseTo((up - down) / (2 * step), 6);
        }
      }
    }
  });

  it('is close to the exact gradient with a tree', async () => {
    const affinities = await affinitiesOf(300, 60, 20);
    const map = plane(300);
    const exact = tsneGradient(affinities, map)(1);
    const approximate = tsneGradient(affinities, map, 0.5)(1);
    const size = Math.hypot(...exact.x, ...exact.y);
    const error = Math.hypot(
      ...exact.x.map((value, i) => value - approximate.x[i]),
      ...exact.y.map((value, i) => value - approximate.y[i]),
    );
    expect(error / size).toBeLessThan(0.01);
  });
});

describe('tsne', () => {
  it('keeps separated clusters apart', async () => {
    const map = await tsne(clusters(150, 8, 5), { iterations: 400, perplexity: 15 });
    expect(map.x).toHaveLength(150);
    expect(nearestOfSameCluster(map, 5)).toBe(1);
  });

  it('keeps 1,000 codes in clusters apart, with the tree', async () => {
    const map = await tsne(clusters(1000, 5, 6), { iterations: 150 });
    expect(nearestOfSameCluster(map, 6)).toBeGreaterThan(0.995);
  });

  it('unrolls a spiral, whose turns are close in the plane of largest variance', async () => {
    const turn = (i: number) => 3 + i / 8;
    const values = Float64Array.from({ length: 400 }, (_, i) => {
      const t = turn(Math.floor(i / 2));
      return t * (i % 2 === 0 ? Math.cos(t) : Math.sin(t));
    });
    const { x, y } = await tsne({ values, dimension: 2 }, { perplexity: 8, iterations: 500, seed: 2 });
    const steps = Array.from({ length: 199 }, (_, i) => Math.hypot(x[i + 1] - x[i], y[i + 1] - y[i]));
    const extent = Math.max(...x) - Math.min(...x) + Math.max(...y) - Math.min(...y);
    expect(steps.filter((step) => step < extent / 20).length).toBeGreaterThan(190);
  });

  it('gives the same map for the same seed, bit for bit, and another for another', async () => {
    const codes = clusters(40, 3, 3);
    const run = (seed: number, initialization: 'pca' | 'random') =>
      tsne(codes, { seed, iterations: 60, initialization });
    for (const initialization of ['pca', 'random'] as const) {
      const [first, again, other] = [
        await run(1, initialization),
        await run(1, initialization),
        await run(2, initialization),
      ];
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
    }
  });

  it('takes codes that are all the same, or of one dimension', async () => {
    const same = await tsne({ values: new Float64Array(20).fill(1), dimension: 2 }, { iterations: 50 });
    const line = await tsne({ values: Array.from({ length: 30 }, (_, i) => i), dimension: 1 }, { iterations: 50 });
    for (const value of [...same.x, ...same.y, ...line.x, ...line.y]) expect(value).toSatisfy(Number.isFinite);
  });

  it('reports its progress, and stops once its signal is aborted', async () => {
    const codes = clusters(30, 2, 2);
    const steps: number[] = [];
    await tsne(codes, { iterations: 5, onProgress: ({ step, steps: all }) => steps.push(step, all) });
    expect(steps).toEqual([1, 5, 2, 5, 3, 5, 4, 5, 5, 5]);
    const stop = new AbortController();
    const endless = tsne(codes, { iterations: 1e9, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 1);
    await expect(endless).rejects.toThrow('enough');
    await expect(tsne(codes, { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
  });

  it('names the argument that is wrong', async () => {
    const codes = clusters(20, 2, 2);
    await expect(tsne({ ...codes, dimension: 3 })).rejects.toThrow(
      'codes.values: expected at least 4 rows of 3 numbers, got "40 numbers".',
    );
    await expect(tsne({ values: [1, 2, 3], dimension: 1 })).rejects.toThrow(/^codes.values: expected at least 4 rows/);
    const broken = { ...codes, values: codes.values.slice() };
    broken.values[13] = Number.NaN;
    await expect(tsne(broken)).rejects.toThrow('codes.values, row 6: expected finite numbers, got NaN.');
    await expect(tsne(codes, { epochs: 9 } as object)).rejects.toThrow(/^options: .*, got "epochs"/);
    await expect(tsne(codes, { signal: new AbortController() as never })).rejects.toThrow(
      /^signal: expected an AbortSig/,
    );
    await expect(tsne([[1, 2]] as never)).rejects.toThrow(
      'codes: expected codes as { values, dimension }, got [[1, 2]].',
    );
    await expect(tsne({ values: {}, dimension: 1 } as never)).rejects.toThrow(
      'codes.values: expected an array, such as',
    );
    await expect(tsne(codes, { perplexity: 19 })).rejects.toThrow(
      /^perplexity: expected a number of at least 1 and below 19/,
    );
    await expect(tsne(codes, { iterations: 0 })).rejects.toThrow(/^iterations:/);
    await expect(tsne(codes, { learningRate: 0 })).rejects.toThrow(/^learningRate:/);
    await expect(tsne(codes, { earlyExaggeration: 0 })).rejects.toThrow(/^earlyExaggeration:/);
    await expect(tsne(codes, { theta: 1.5 })).rejects.toThrow(/^theta:/);
    await expect(tsne(codes, { seed: 0.5 })).rejects.toThrow(/^seed:/);
    await expect(tsne(codes, { initialization: 'zero' as 'pca' })).rejects.toThrow(/^initialization:/);
  });
});
