import type { Codes } from '@ae-lab/core';
import { gramMatrix } from '@ae-lab/core/internal';

/** Number of codes whose products are added at once, few enough for the processor's cache. */
const BLOCK = 500;

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
  for (let start = 0; start < values.length; start += dimension) {
    for (let j = 0; j < dimension; j++) mean[j] += values[start + j] / count;
  }
  const covariance = new Float64Array(dimension * dimension);
  for (let first = 0; first < count; first += BLOCK) {
    const size = Math.min(BLOCK, count - first);
    const columns = new Float64Array(dimension * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < dimension; j++) columns[j * size + i] = values[(first + i) * dimension + j] - mean[j];
    }
    const products = gramMatrix(columns, size);
    for (let i = 0; i < products.length; i++) covariance[i] += products[i] / (count - 1);
  }
  return { mean, covariance };
}
