import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rows } from '../../test/rows';
import { type Codes, rowOf } from './codes';
import { nearestCodes, nearestNeighbors } from './nearest-codes';

/** Indices and distances of all codes, the nearest first. */
function sorted(codes: Codes, queries: Codes, query: number): { i: number; distance: number }[] {
  const to = rowOf(queries, query);
  return Array.from({ length: codes.values.length / codes.dimension }, (_, i) => {
    return { i, distance: Math.hypot(...rowOf(codes, i).map((value, j) => value - to[j])) };
  }).sort((a, b) => a.distance - b.distance);
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('agrees with sorting all distances', async () => {
    const rng = new Rng(1);
    const [n, m, dimension, k] = [700, 9, 7, 6];
    const codes = { values: rng.normals(n * dimension), dimension };
    const queries = { values: rng.normals(m * dimension), dimension };
    const before = tf.memory().numTensors;
    const { indices, distances } = await nearestCodes(codes, queries, k);
    expect(tf.memory().numTensors).toBe(before);
    for (let query = 0; query < m; query++) {
      const expected = sorted(codes, queries, query).slice(0, k);
      expect([...indices.subarray(query * k, (query + 1) * k)]).toEqual(expected.map(({ i }) => i));
      expected.forEach(({ distance }, i) => {
        expect(distances[query * k + i]).toBeCloseTo(distance, 12);
      });
    }
  });

  it('finds each code itself, and the first among equal codes', async () => {
    const codes = rows([1e4, 1e4 + 1], [3, 4], [1e4, 1e4 + 2], [3, 4], [3, 4]);
    const { indices, distances } = await nearestCodes(codes, codes);
    expect([...indices]).toEqual([0, 1, 2, 1, 1]);
    expect([...distances]).toEqual([0, 0, 0, 0, 0]);
    expect([...(await nearestCodes(codes, rows([0, 0]), 5)).indices]).toEqual([1, 3, 4, 0, 2]);
  });

  it('is exact where float32 is not: beside a code far away, and beyond its range', async () => {
    const codes = rows([1e30, -1e30], [0, 0.003], [0, 0.002], [0, 0.001], [1e-9, 0]);
    const { indices, distances } = await nearestCodes(codes, rows([0, 0], [1e30, 0]), 3);
    expect([...indices]).toEqual([4, 3, 2, 0, 1, 2]);
    expect([...distances]).toEqual([1e-9, 0.001, 0.002, 1e30, 1e30, 1e30]);
  });

  it('finds the other codes nearest to each, over several blocks and far from the origin', async () => {
    const [size, k] = [2100, 4];
    const codes = { values: new Rng(1).normals(size * 3, 1000, 1), dimension: 3 };
    const { indices } = await nearestNeighbors(codes, k);
    for (const query of [0, 1996, 1997, 2098, 2099]) {
      const others = sorted(codes, codes, query).filter(({ i }) => i !== query);
      expect([...indices.subarray(query * k, (query + 1) * k)]).toEqual(others.slice(0, k).map(({ i }) => i));
    }
  });

  it('finds equal codes among the other ones', async () => {
    const { indices, distances } = await nearestNeighbors(rows([5], [1], [1], [7]), 2);
    expect([...indices]).toEqual([3, 1, 2, 0, 1, 0, 0, 1]);
    expect([...distances]).toEqual([2, 4, 0, 4, 0, 4, 2, 6]);
  });
});

it('refuses codes, queries and a k that do not fit together', async () => {
  const codes = rows([0, 0], [0, 1], [1, 0]);
  await expect(nearestCodes(codes, codes, 4)).rejects.toThrow(/k: .*from 1 to 3, got 4/);
  await expect(nearestCodes(codes, rows([0, 0, 0]))).rejects.toThrow(/queries.dimension: expected 2, got 3/);
  await expect(nearestCodes(codes, rows([0, Infinity]))).rejects.toThrow(/queries.values: .*Infinity in row 0/);
  await expect(nearestNeighbors(codes, 3)).rejects.toThrow(/k: .*from 1 to 2, got 3/);
  await expect(nearestNeighbors(rows([0, 0]), 1)).rejects.toThrow(/codes.values: .*at least 2 codes/);
});
