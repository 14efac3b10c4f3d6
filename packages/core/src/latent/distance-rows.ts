import { WorkPacer } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { readTensors } from '../read-tensors';
import type { Codes } from './codes';

/** Number of distances per block: 16 MB of float32 on the device, and as much again when they are read. */
const BLOCK_SIZE = 2 ** 22;

/**
 * Calls `visit` for each query in turn with its squared Euclidean distances to all codes. Each block of queries takes one
 * matrix product, [-2 q, |q|², 1] · [c, 1, |c|²], relative to the mean of the codes; the event loop gets a turn after every
 * block.
 *
 * The product is computed in float32. A distance is off by at most `error`, in the worst case about 1e-5 of the squared
 * spread of the codes, and a small one may be slightly negative.
 *
 * @param queries codes of the same dimension as `codes`; both have been checked.
 */
export async function forEachDistanceRow(
  queries: Codes,
  codes: Codes,
  visit: (squaredDistances: Float32Array, query: number, error: number) => void,
): Promise<void> {
  const width = codes.dimension + 2;
  const [queryCount, size] = [queries, codes].map(({ values, dimension }) => values.length / dimension);
  const blockRows = Math.max(1, Math.floor(BLOCK_SIZE / size));
  const origin = meanOf(codes);
  const factor = factorOf(codes, 0, size, origin, (norm) => [1, 1, norm]);
  const farthest = factor.norms.reduce((largest, norm) => Math.max(largest, norm), 0);
  // The rounding of a sum of `width` products, 2 (|q|² + |c|²) at most in total, and of its terms before that.
  const relativeError = 2 * (width + 3) * tf.backend().epsilon();
  const pacer = new WorkPacer();
  const right = tf.tensor2d(factor.rows, [size, width]);
  try {
    for (let start = 0; start < queryCount; start += blockRows) {
      const end = Math.min(queryCount, start + blockRows);
      const { rows, norms } = factorOf(queries, start, end, origin, (norm) => [-2, norm, 1]);
      const [distances] = await readTensors(() => [
        tf.matMul(tf.tensor2d(rows, [end - start, width]), right, false, true),
      ]);
      norms.forEach((norm, row) => {
        visit(distances.subarray(row * size, (row + 1) * size), start + row, relativeError * (norm + farthest));
      });
      await pacer.pause();
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

/**
 * Returns the codes [start, end) relative to the origin as rows of dimension + 2, and their squared norms. `ends` maps the
 * squared norm of a code to the factor that scales the code and to the two numbers that follow it in its row.
 */
function factorOf(
  { values, dimension }: Codes,
  start: number,
  end: number,
  origin: Float64Array,
  ends: (norm: number) => [scale: number, first: number, second: number],
): { rows: Float32Array; norms: Float64Array } {
  const width = dimension + 2;
  const rows = new Float32Array((end - start) * width);
  const norms = new Float64Array(end - start);
  for (let i = 0; i < norms.length; i++) {
    const [from, to] = [(start + i) * dimension, i * width];
    for (let j = 0; j < dimension; j++) norms[i] += (values[from + j] - origin[j]) ** 2;
    const [scale, ...last] = ends(norms[i]);
    for (let j = 0; j < dimension; j++) rows[to + j] = scale * (values[from + j] - origin[j]);
    rows.set(last, to + dimension);
  }
  return { rows, norms };
}
