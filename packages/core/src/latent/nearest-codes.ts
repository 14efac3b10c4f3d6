import type { Tensor2D } from '@tensorflow/tfjs-core';
import { checkCodes, checkInteger } from '../check';
import { type CodeTable, readCodes } from './read-codes';
import { squaredDistance } from './squared-distance';
import { WorkPacer } from './work-pacer';

/** How many codes are compared with each query in turn, so that they stay in the processor's cache. */
const BLOCK = 256;

/** The nearest codes of each query, the nearest first; of equally near ones that with the lower index. */
export interface NearestCodes {
  /** Which rows of the codes, [queries, k], row after row. */
  readonly indices: Int32Array;
  /** Their Euclidean distances, [queries, k], row after row. */
  readonly distances: Float64Array;
}

/**
 * The `k` codes [n, latentDim] that are nearest to each query [m, latentDim], by comparing with all of them. Apart from one
 * copy of both it needs memory for the answer only, and distances are exact, 0 between equal codes.
 *
 * @throws ArgumentError if k is not from 1 to n, or a code or query is not finite.
 */
export async function nearestCodes(codes: Tensor2D, queries: Tensor2D, k = 1): Promise<NearestCodes> {
  const table = await readCodes('codes', codes);
  checkCodes('queries', queries, table.latentDim);
  checkInteger('k', k, 1, table.count);
  return searchNearest(table, await readCodes('queries', queries), k);
}

/** {@link nearestCodes} for codes that have been read and checked. */
export async function searchNearest(table: CodeTable, queries: CodeTable, k: number): Promise<NearestCodes> {
  const { values, count, latentDim } = table;
  const indices = new Int32Array(queries.count * k);
  const distances = new Float64Array(queries.count * k).fill(Infinity);
  const pacer = new WorkPacer();
  for (let first = 0; first < count; first += BLOCK) {
    const end = Math.min(count, first + BLOCK);
    for (let query = 0; query < queries.count; query++) {
      const last = (query + 1) * k - 1;
      for (let i = first; i < end; i++) {
        const squared = squaredDistance(
          values,
          i * latentDim,
          queries.values,
          query * latentDim,
          latentDim,
          distances[last],
        );
        if (squared < distances[last]) insert(indices, distances, query * k, last, i, squared);
      }
      await pacer.pause();
    }
  }
  return { indices, distances: distances.map(Math.sqrt) };
}

/** Puts a code in its place among those from `first` to `last`, in ascending distance; the last one drops out. */
function insert(
  indices: Int32Array,
  distances: Float64Array,
  first: number,
  last: number,
  index: number,
  distance: number,
): void {
  let place = last;
  for (; place > first && distances[place - 1] > distance; place--) {
    distances[place] = distances[place - 1];
    indices[place] = indices[place - 1];
  }
  distances[place] = distance;
  indices[place] = index;
}
