import { checkInteger } from '@ae-lab/base';
import { type Codes, countCodes } from './codes';
import { forEachDistanceRow } from './distance-rows';
import { squaredDistance } from './squared-distance';

/** The nearest codes of each query in ascending distance; ties go by ascending index. */
export interface NearestCodes {
  /** The indices of the nearest codes, [queries, k], row by row. */
  readonly indices: Int32Array;
  /** Their Euclidean distances, [queries, k], row by row. */
  readonly distances: Float64Array;
}

/**
 * Finds the `k` codes nearest to each query by comparing each query with all codes.
 *
 * Matrix products on the backend, in float32 and in blocks, select the candidates. Their distances are then computed in
 * float64, so that the answer is exact on every backend, and the distance of equal codes is 0. Apart from the answer this
 * takes 32 MB and a few copies of the codes.
 *
 * ```ts
 * const codes = await encodeDataset(model, train);
 * const { indices, distances } = await nearestCodes(codes, await encodeDataset(model, test), 5);
 * ```
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
 * Finds the `k` other codes nearest to each code, as {@link nearestCodes} does: a neighbourhood graph.
 *
 * @throws ArgumentError if k is not from 1 to n - 1, or a code is not finite.
 */
export async function nearestNeighbors(codes: Codes, k: number): Promise<NearestCodes> {
  checkInteger('k', k, { from: 1, to: countCodes('codes', codes, { minimum: 2 }) - 1 });
  return search(codes, codes, k, true);
}

/** Finds the nearest codes of each query; with `others`, not counting the code at the query's own index. */
async function search(codes: Codes, queries: Codes, k: number, others: boolean): Promise<NearestCodes> {
  const { values, dimension } = codes;
  const count = (queries.values.length / dimension) * k;
  const indices = new Int32Array(count);
  const distances = new Float64Array(count).fill(Infinity);
  await forEachDistanceRow(queries, codes, (rounded, query, error) => {
    const [first, last] = [query * k, query * k + k - 1];
    const candidates: number[] = [];
    // A code beyond this is not among the nearest even if two distances are off. Overflow gives NaN, which is never beyond.
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

/** Inserts a code among those from `first` to `last`, which are in ascending distance; the last one drops out. */
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
