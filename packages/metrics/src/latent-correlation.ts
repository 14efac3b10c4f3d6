import type { Codes } from '@ae-lab/core';
import { countCodes } from '@ae-lab/core/internal';

/** The result of {@link latentCorrelation}. */
export interface LatentCorrelation {
  /** The correlations, [dimension][dimension], symmetric, each in [-1, 1]. */
  readonly matrix: number[][];
  /** The mean of |r| over all pairs of different varying dimensions; 0 if there is no pair. Lower is better. */
  readonly meanAbsolute: number;
  /** The largest |r| of such a pair; 0 if there is no pair. Lower is better. */
  readonly maxAbsolute: number;
  /** The dimensions with the same value in all codes. They correlate with nothing: their rows and columns are 0. */
  readonly constantDimensions: number[];
}

/**
 * Returns Pearson's correlation r of every two latent dimensions over the codes: their covariance divided by the product of their
 * standard deviations.
 *
 * Unit: none. Range: [-1, 1], and [0, 1] for the absolute values. Lower absolute values are better: the dimensions are less
 * redundant. Dimensions with a correlation of 0 may still depend on each other.
 *
 * @throws ArgumentError if there are fewer than two codes or a value is not finite.
 */
export function latentCorrelation(codes: Codes): LatentCorrelation {
  const size = countCodes('codes', codes, { minimum: 2 });
  const columns = Array.from({ length: codes.dimension }, (_, j) => standardizedColumn(codes, j, size));
  const matrix = columns.map((a, i) => columns.map((b, j) => (i === j ? Number(a !== undefined) : correlation(a, b))));
  const varying = columns.flatMap((column, i) => (column === undefined ? [] : [i]));
  const pairs = varying.flatMap((i) => varying.filter((j) => j > i).map((j) => Math.abs(matrix[i][j])));
  return {
    matrix,
    meanAbsolute: pairs.reduce((sum, value) => sum + value, 0) / Math.max(1, pairs.length),
    maxAbsolute: pairs.reduce((largest, value) => Math.max(largest, value), 0),
    constantDimensions: columns.flatMap((column, i) => (column === undefined ? [i] : [])),
  };
}

/** Returns a dimension centred at its mean and scaled to length 1; undefined if all its values are the same. */
function standardizedColumn({ values, dimension }: Codes, index: number, size: number): Float64Array | undefined {
  const column = Float64Array.from({ length: size }, (_, row) => values[row * dimension + index]);
  if (column.every((value) => value === column[0])) return undefined;
  const mean = column.reduce((sum, value) => sum + value, 0) / size;
  const centered = column.map((value) => value - mean);
  const length = Math.sqrt(centered.reduce((sum, value) => sum + value * value, 0));
  return centered.map((value) => value / length);
}

function correlation(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const product = a.reduce((sum, value, row) => sum + value * b[row], 0);
  return Math.min(1, Math.max(-1, product));
}
