import { type Codes, Rng } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import { frechet, reference, samples } from '../test-data/samples.json';
import { frechetDistance } from './frechet-distance';

/** Codes with exactly this mean and diagonal covariance: one on either side of the mean along each axis. */
function spreadAlongAxes(mean: readonly number[], variances: readonly number[]): Codes {
  const dimension = mean.length;
  const values = variances.flatMap((variance, axis) =>
    [-1, 1].flatMap((side) =>
      mean.map((center, j) => center + (j === axis ? side * Math.sqrt(((2 * dimension - 1) / 2) * variance) : 0)),
    ),
  );
  return { values, dimension };
}

describe('frechetDistance', () => {
  it('agrees with SciPy and is symmetric', () => {
    const { distance, ofMeans, ofCovariances, ranks } = frechetDistance(samples, reference);
    expect(distance).toBeCloseTo(frechet.distance, 9);
    expect(ofMeans).toBeCloseTo(frechet.ofMeans, 9);
    expect(ofMeans + ofCovariances).toBe(distance);
    expect(ranks).toEqual([5, 5]);
    expect(frechetDistance(reference, samples).distance).toBeCloseTo(frechet.distance, 9);
  });

  it('is the distance of means and of standard deviations for independent dimensions', () => {
    const { ofMeans, ofCovariances } = frechetDistance(
      spreadAlongAxes([1, 2, 3], [4, 1, 9]),
      spreadAlongAxes([1, 0, 4], [1, 1, 25]),
    );
    expect(ofMeans).toBeCloseTo(4 + 1, 12);
    expect(ofCovariances).toBeCloseTo(1 + 0 + 4, 12);
  });

  it('is 0 for equal features', () => {
    expect(frechetDistance(samples, samples).distance).toBeCloseTo(0, 9);
  });

  it('is exact for singular covariances, and warns of samples that vary in few directions', () => {
    const flat = frechetDistance(spreadAlongAxes([0, 0, 0], [4, 0, 0]), spreadAlongAxes([0, 0, 0], [0, 9, 1]));
    expect(flat.distance).toBeCloseTo(4 + 9 + 1, 12);
    expect(flat.ranks).toEqual([1, 2]);
    const collapsed = { values: new Float32Array(30).fill(0.1), dimension: 3 };
    const { distance, ranks, warnings } = frechetDistance(collapsed, spreadAlongAxes([0.1, 0.1, 0.1], [1, 2, 3]));
    expect(distance).toBeCloseTo(6, 6);
    expect(ranks).toEqual([0, 3]);
    expect(warnings).toContain('samples: they vary in 0 directions, the reference in 3; they may have collapsed.');
  });

  it('is the squared difference of the deviations for features along one direction, whatever they are combined from', () => {
    // Both sets vary along (3, 4, 12) / 13 only, with deviations in the ratio of 1 to 4.
    const along = (scale: number): Codes => ({
      values: [-1.5, -0.5, 0.5, 1.5].flatMap((t) => [3, 4, 12].map((part) => (scale * t * part) / 13)),
      dimension: 3,
    });
    const { distance, ranks } = frechetDistance(along(1), along(4));
    expect(distance).toBeCloseTo((9 * (2.25 + 0.25) * 2) / 3, 7);
    expect(ranks).toEqual([1, 1]);
  });

  it('takes any number of codes', () => {
    const values = Float64Array.from({ length: 1234 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const scaled = values.map((value) => 4 * value);
    const { ofCovariances } = frechetDistance({ values, dimension: 1 }, { values: scaled, dimension: 1 });
    expect(ofCovariances).toBeCloseTo((9 * 1234) / 1233, 9);
  });

  it('warns below ten codes per dimension and refuses no more codes than dimensions', () => {
    const draw = (count: number): Codes => ({ values: new Rng(count).normals(count * 4), dimension: 4 });
    expect(frechetDistance(draw(40), draw(41)).warnings).toEqual([]);
    expect(frechetDistance(draw(39), draw(40)).warnings).toEqual([
      'samples: 39 codes; the distance of fewer than 40, ten per dimension, is much too large by chance.',
    ]);
    expect(() => frechetDistance(draw(40), draw(4))).toThrow(
      'reference.values: expected 4 values for each of at least 5 codes, got "16 values".',
    );
  });

  it('names what is wrong', () => {
    expect(() => frechetDistance(samples, { values: [1, 2, 3], dimension: 1 })).toThrow(
      'reference.dimension: expected 5, got 1.',
    );
    expect(() => frechetDistance({ values: [1, Number.NaN, 3], dimension: 1 }, reference)).toThrow(
      'samples.values: expected finite numbers, got "NaN in row 1, dimension 0".',
    );
  });
});
