import { concat, matMul, mul, onesLike, square, sum, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Codes } from './codes';
import { readTensors } from './read-tensors';

/** Distances that are held at once: 16 MB of float32 on the device, and as much when they are read. */
const BLOCK_SIZE = 2 ** 22;

/**
 * Hands the squared Euclidean distances from each query to all points to `visit`, one query after the other. They come from
 * one matrix product a block of queries, [-2 q, 1, |q|²] · [p, |p|², 1], around the mean of the points: in float32, so that
 * the error of a small distance is some 1e-7 of the squared spread of the points, and may make it slightly negative.
 */
export async function forEachDistanceRow(
  queries: Codes,
  points: Codes,
  visit: (squaredDistances: Float32Array, query: number) => void,
): Promise<void> {
  const origin = meanOf(points);
  const [queryCount, size] = [queries, points].map(({ values, dimension }) => values.length / dimension);
  const blockRows = Math.max(1, Math.floor(BLOCK_SIZE / size));
  const right = tidy(() => {
    const p = around(origin, points, 0, size);
    const norm = squaredNorm(p);
    return concat([p, norm, onesLike(norm)], 1);
  });
  try {
    for (let start = 0; start < queryCount; start += blockRows) {
      const end = Math.min(queryCount, start + blockRows);
      const [distances] = await readTensors(() => {
        const q = around(origin, queries, start, end);
        const norm = squaredNorm(q);
        return [matMul(concat([mul<Tensor2D>(q, -2), onesLike(norm), norm], 1), right, false, true)];
      });
      for (let row = 0; row < end - start; row++) visit(distances.subarray(row * size, (row + 1) * size), start + row);
    }
  } finally {
    right.dispose();
  }
}

function meanOf({ values, dimension }: Codes): Float64Array {
  const sums = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) sums[i % dimension] += values[i];
  return sums.map((total) => (total * dimension) / values.length);
}

/** The points [start, end) as seen from the origin, [end - start, dimension]. */
function around(origin: Float64Array, { values, dimension }: Codes, start: number, end: number): Tensor2D {
  const offset = start * dimension;
  const rows = new Float32Array((end - start) * dimension);
  for (let i = 0; i < rows.length; i++) rows[i] = values[offset + i] - origin[i % dimension];
  return tensor2d(rows, [end - start, dimension]);
}

function squaredNorm(rows: Tensor2D): Tensor2D {
  return sum(square(rows), 1, true);
}
