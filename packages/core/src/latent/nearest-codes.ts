import { checkInteger } from '@ae-lab/base';
import { type Codes, countCodes } from './codes';
import { forEachDistanceRow } from './distance-rows';
import { squaredDistance } from './squared-distance';

/** The nearest codes of each query, the nearest first; of equally near ones that with the lower index. */
export interface NearestCodes {
  /** Which of the codes, [queries, k], row by row. */
  readonly indices: Int32Array;
  /** Their Euclidean distances, [queries, k], row by row. */
  readonly distances: Float64Array;
}

/**
 * The `k` codes that are nearest to each query, by comparing with all of them. A matrix product in blocks on the backend, in
 * float32, decides which codes may be among them; these are then compared in float64, so that the answer is exact on every
 * backend: the distance of equal codes is 0. Besides the answer it needs 32 MB and a few copies of the codes.
 *
 * @throws ArgumentError if k is not from 1 to n, a code or query is not finite, or they have different dimensions.
 */
export async function nearestCodes(codes: Codes, queries: Codes, k = 1): Promise<NearestCodes> {
  const count = countCodes('codes', codes);
  countCodes('queries', queries, { dimension: codes.dimension });
  checkInteger('k', k, { from: 1, to: count });
  return search(codes, queries, k, false);
}

/**
 * The `k` other codes that are nearest to each code, as {@link nearestCodes}: a graph of neighbours.
 *
 * @throws ArgumentError if k is not from 1 to n - 1, or a code is not finite.
 */
export async function nearestNeighbors(codes: Codes, k: number): Promise<NearestCodes> {
  checkInteger('k', k, { from: 1, to: countCodes('codes', codes, { minimum: 2 }) - 1 });
  return search(codes, codes, k, true);
}

/** Without the code at a query's own index, if `others`. */
async function search(codes: Codes, queries: Codes, k: number, others: boolean): Promise<NearestCodes> {
  const { values, dimension } = codes;
  const count = (queries.values.length / dimension) * k;
  const indices = new Int32Array(count);
  const distances = new Float64Array(count).fill(Infinity);
  await forEachDistanceRow(queries, codes, (rounded, query, error) => {
    const [first, last] = [query * k, query * k + k - 1];
    const candidates: number[] = [];
    // Beyond this, even two errors would not make a code one of the nearest. Overflow gives NaN, which is never beyond.
    let limit = Infinity;
    for (let i = 0; i < rounded.length; i++) {
      if (rounded[i] > limit || (others && i === query)) continue;
      candidates.push(i);
      if (rounded[i] < distances[last]) {
        insert(indices, distances, first, last, i, rounded[i]);
        limit = distances[last] + 2 * error;
      }
    }
    distances.fill(Infinity, first, last + 1);
    for (const i of candidates) {
      if (rounded[i] > limit) continue;
      const [start, queryStart] = [i * dimension, query * dimension];
      const squared = squaredDistance(values, start, queries.values, queryStart, dimension, distances[last]);
      if (squared < distances[last]) insert(indices, distances, first, last, i, squared);
    }
  });
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
