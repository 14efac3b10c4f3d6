import type { Codes } from '@ae-lab/core';

/** Mean and covariance of codes, in float64. */
export interface Moments {
  /** [dimension]. */
  readonly mean: Float64Array;
  /** [dimension, dimension], row by row; divided by n - 1. */
  readonly covariance: Float64Array;
}

/** Computes mean and covariance of at least two codes, in two passes. */
export function momentsOf({ values, dimension }: Codes): Moments {
  const count = values.length / dimension;
  const mean = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) mean[i % dimension] += values[i];
  for (let j = 0; j < dimension; j++) mean[j] /= count;

  const covariance = new Float64Array(dimension * dimension);
  const offsets = new Float64Array(dimension);
  for (let start = 0; start < values.length; start += dimension) {
    for (let j = 0; j < dimension; j++) offsets[j] = values[start + j] - mean[j];
    for (let i = 0; i < dimension; i++) {
      const offset = offsets[i];
      const row = i * dimension;
      for (let j = 0; j <= i; j++) covariance[row + j] += offset * offsets[j];
    }
  }
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j <= i; j++) {
      covariance[i * dimension + j] /= count - 1;
      covariance[j * dimension + i] = covariance[i * dimension + j];
    }
  }
  return { mean, covariance };
}
