import { describe, expect, it } from 'vitest';
import { clusters } from '../../test/clusters';
import { conditionalProbabilities, jointProbabilities } from './affinities';
import { nearestNeighbors } from './nearest-neighbors';

const neighborsOf = (values: Float64Array, dimension: number, k: number) =>
  nearestNeighbors({ count: values.length / dimension, dimension, values }, k, () => undefined);

describe('conditionalProbabilities', () => {
  it.each([1, 1e-9, 1e9])('have the entropy log(perplexity) for codes of scale %d, and are Gaussian', async (scale) => {
    const codes = clusters(80, 4, 3).values.map((value) => value * scale);
    const neighbors = await neighborsOf(codes, 4, 40);
    const probabilities = conditionalProbabilities(neighbors, 12);
    for (let start = 0; start < probabilities.length; start += 40) {
      const row = Array.from(probabilities.subarray(start, start + 40));
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
      expect(row.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0)).toBeCloseTo(Math.log(12), 5);
      const distances = neighbors.distances.subarray(start, start + 40);
      const precision = (i: number) => Math.log(row[0] / row[i]) / (distances[i] - distances[0]);
      expect(precision(10) / precision(5)).toBeCloseTo(1, 6);
    }
  });

  it('are even where all neighbours are equally far', async () => {
    const neighbors = await neighborsOf(new Float64Array(12).fill(3), 2, 5);
    expect([...conditionalProbabilities(neighbors, 2)]).toEqual(new Array(30).fill(1 / 5));
  });
});

describe('jointProbabilities', () => {
  it('are the mean of both directions, once per pair', async () => {
    const codes = clusters(30, 2, 2).values;
    const neighbors = await neighborsOf(codes, 2, 6);
    const conditional = conditionalProbabilities(neighbors, 2);
    const dense = Array.from({ length: 30 }, () => new Float64Array(30));
    for (const [entry, j] of neighbors.indices.entries()) dense[Math.floor(entry / 6)][j] = conditional[entry];
    const { offsets, columns, values } = jointProbabilities(neighbors, conditional);
    const joint = Array.from({ length: 30 }, () => new Float64Array(30));
    for (let i = 0; i < 30; i++) {
      for (let entry = offsets[i]; entry < offsets[i + 1]; entry++) {
        expect(columns[entry]).toBeGreaterThan(i);
        expect(joint[i][columns[entry]]).toBe(0);
        joint[i][columns[entry]] = values[entry];
      }
    }
    for (let i = 0; i < 30; i++) {
      for (let j = i + 1; j < 30; j++) expect(joint[i][j]).toBeCloseTo((dense[i][j] + dense[j][i]) / 60, 12);
    }
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.5, 10);
  });
});
