import type { Points } from './latent-map';

/** The nearest other points of each point [n, k], row by row, nearest first. */
export interface Neighbors {
  readonly k: number;
  readonly indices: Int32Array;
  /** Squared Euclidean distances. */
  readonly distances: Float64Array;
}

/** Returns the `k` nearest neighbours of every code, exact, by comparing all pairs. `turn` is awaited after each row. */
export async function nearestNeighbors(
  codes: Points,
  k: number,
  turn: () => Promise<void> | undefined,
): Promise<Neighbors> {
  const neighbors = {
    k,
    indices: new Int32Array(codes.count * k),
    distances: new Float64Array(codes.count * k).fill(Infinity),
  };
  for (let row = 0; row < codes.count; row++) {
    fillRow(codes, row, neighbors);
    await turn();
  }
  return neighbors;
}

function fillRow({ count, dimension, values }: Points, row: number, { k, indices, distances }: Neighbors): void {
  const start = row * k;
  const last = start + k - 1;
  const origin = row * dimension;
  for (let other = 0; other < count; other++) {
    if (other === row) continue;
    let distance = 0;
    for (let i = 0, at = other * dimension; i < dimension; i++) {
      const difference = values[origin + i] - values[at + i];
      distance += difference * difference;
    }
    if (distance >= distances[last]) continue;
    let place = last;
    while (place > start && distances[place - 1] > distance) {
      distances[place] = distances[place - 1];
      indices[place] = indices[place - 1];
      place--;
    }
    distances[place] = distance;
    indices[place] = other;
  }
}
