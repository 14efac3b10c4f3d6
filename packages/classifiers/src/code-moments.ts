import { ArgumentError } from '@ae-lab/core';
import type { CodeDataset } from './code-dataset';

/** The mean and the standard deviation of each dimension of codes, both [codeDim]. */
export interface CodeMoments {
  readonly means: Float32Array;
  /** Standard deviations; 0 in a dimension in which all codes agree. */
  readonly deviations: Float32Array;
}

/** Returns the moments of codes, summed in float64. Throws an {@link ArgumentError} if all codes are the same. */
export function codeMoments({ codes, sampleShape: [codeDim], size }: CodeDataset): CodeMoments {
  const means = new Float64Array(codeDim);
  const squares = new Float64Array(codeDim);
  for (let i = 0; i < codes.length; i++) means[i % codeDim] += codes[i] / size;
  for (let i = 0; i < codes.length; i++) squares[i % codeDim] += (codes[i] - means[i % codeDim]) ** 2 / size;
  // A spread that float32 cannot tell from rounding counts as 0.
  const deviations = squares.map((square, i) =>
    Math.sqrt(square) > 1e-6 * Math.abs(means[i]) ? Math.sqrt(square) : 0,
  );
  if (deviations.every((deviation) => deviation === 0)) {
    throw new ArgumentError('encoder', 'codes that differ between images', `one code for all images (${size})`);
  }
  return { means: Float32Array.from(means), deviations: Float32Array.from(deviations) };
}
