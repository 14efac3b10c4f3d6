import type { Points } from './latent-map';

/** Number of rows that are compared with as many others between two turns of the event loop; even. */
const BLOCK = 64;

/** The nearest other points of each point [n, k], row by row, nearest first. */
export interface Neighbors {
  readonly k: number;
  readonly indices: Int32Array;
  /** Squared Euclidean distances. */
  readonly distances: Float64Array;
}

/**
 * Returns the `k` nearest neighbours of every code, exact, by comparing all pairs. Of equally near ones the first count. `turn` is
 * awaited after each block of pairs.
 */
export async function nearestNeighbors(
  { count, dimension, values }: Points,
  k: number,
  turn: () => Promise<void> | undefined,
): Promise<Neighbors> {
  const nearest = new NearestLists(count, k);
  // Rows are compared in twos. The row that makes an odd number even is near to none.
  const rows = count + (count % 2);
  const padded = new Float64Array(rows * dimension).fill(Number.NaN);
  padded.set(values);
  for (let block = 0; block < rows; block += BLOCK) {
    for (let others = block; others < rows; others += BLOCK) {
      comparePairs(padded, dimension, block, others, nearest);
      await turn();
    }
  }
  return nearest;
}

/** Compares two blocks of rows, or one with itself. Each row meets the others in the order of their numbers. */
function comparePairs(
  values: Float64Array,
  dimension: number,
  block: number,
  others: number,
  nearest: NearestLists,
): void {
  const end = Math.min(others + BLOCK, values.length / dimension);
  for (let j = others; j < end; j += 2) {
    for (let i = block; i < block + BLOCK && i <= j; i += 2) {
      // Two rows with two others: each number that is read serves twice.
      let p = 0;
      let q = 0;
      let r = 0;
      let s = 0;
      for (let d = 0, at = i * dimension, other = j * dimension; d < dimension; d++, at++, other++) {
        const a = values[at];
        const b = values[at + dimension];
        const c = values[other];
        const e = values[other + dimension];
        p += (a - c) * (a - c);
        q += (a - e) * (a - e);
        r += (b - c) * (b - c);
        s += (b - e) * (b - e);
      }
      if (i < j) nearest.add(i, j, p);
      nearest.add(i, j + 1, q);
      if (i < j) nearest.add(i + 1, j, r);
      if (i < j) nearest.add(i + 1, j + 1, s);
    }
  }
}

/** The nearest of the points that each point has met so far. */
class NearestLists implements Neighbors {
  readonly indices: Int32Array;
  readonly distances: Float64Array;
  /** The last distance in the list of each point, beside each other because they are read most. */
  private readonly limits: Float64Array;

  constructor(
    count: number,
    readonly k: number,
  ) {
    this.indices = new Int32Array(count * k);
    this.distances = new Float64Array(count * k).fill(Infinity);
    // One more for the row that may pad them.
    this.limits = new Float64Array(count + 1).fill(Infinity);
  }

  /** Lets two points meet. */
  add(i: number, j: number, distance: number): void {
    if (distance < this.limits[i]) this.insert(i, j, distance);
    if (distance < this.limits[j]) this.insert(j, i, distance);
  }

  private insert(row: number, other: number, distance: number): void {
    const { k, indices, distances } = this;
    const start = row * k;
    const last = start + k - 1;
    let place = last;
    for (; place > start && distances[place - 1] > distance; place--) {
      distances[place] = distances[place - 1];
      indices[place] = indices[place - 1];
    }
    distances[place] = distance;
    indices[place] = other;
    this.limits[row] = distances[last];
  }
}
