import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Codes } from './codes';
import { forEachDistanceRow } from './distance-rows';
import { squaredDistance } from './squared-distance';

async function rowsOf(queries: Codes, points: Codes): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  await forEachDistanceRow(queries, points, (distances, query) => {
    expect(query).toBe(rows.length);
    rows.push(distances);
  });
  return rows;
}

describe.each(['cpu', 'wasm'])('forEachDistanceRow on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('computes squared Euclidean distances', async () => {
    const points = { values: [0, 0, 3, 4, -1, 2], dimension: 2 };
    const rows = await rowsOf({ values: [0, 0, 1, 1], dimension: 2 }, points);
    const expected = [
      [0, 25, 5],
      [2, 13, 5],
    ];
    for (const [i, row] of expected.entries()) {
      for (const [j, value] of row.entries()) expect(rows[i][j]).toBeCloseTo(value, 4);
    }
  });

  it('continues in the next block where the first one ends, and leaks no tensor', async () => {
    const size = 2100;
    const before = tf.memory().numTensors;
    const codes = { values: Float64Array.from({ length: size }, (_, i) => i / size), dimension: 1 };
    const rows = await rowsOf(codes, codes);
    expect(rows).toHaveLength(size);
    for (const query of [0, 1, 1990, size - 1]) {
      for (const point of [0, 7, 2050]) expect(rows[query][point]).toBeCloseTo(((query - point) / size) ** 2, 5);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('bounds its errors', async () => {
    const codes = { values: new Rng(1).normals(300 * 20, 100, 1), dimension: 20 };
    await forEachDistanceRow(codes, codes, (distances, query, error) => {
      expect(error).toBeLessThan(1e-3);
      distances.forEach((distance, i) => {
        const exact = squaredDistance(codes.values, 20 * i, codes.values, 20 * query, 20);
        if (!(Math.abs(distance - exact) <= error))
          expect.fail(`${distance} for ${exact}, which is off by over ${error}`);
      });
    });
  });

  it('frees its tensors when the visitor fails', async () => {
    const before = tf.memory().numTensors;
    const codes = { values: [1, 2], dimension: 1 };
    const failing = () => {
      throw new Error('enough');
    };
    await expect(forEachDistanceRow(codes, codes, failing)).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });
});
