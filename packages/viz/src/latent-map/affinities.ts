import type { Neighbors } from './nearest-neighbors';

/**
 * Joint probabilities p_ij of pairs of points with i below j, by rows i. Those of row i are at `offsets[i]` to
 * `offsets[i + 1]` of `columns` (j) and `values`, which sum to 1/2.
 */
export interface Affinities {
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/**
 * Returns the probability [n, k] of each neighbour of a point, row by row, under a Gaussian around the point whose entropy is
 * log(perplexity): p_{j|i} of van der Maaten and Hinton 2008, "Visualizing data using t-SNE", equation 1.
 */
export function conditionalProbabilities({ k, distances }: Neighbors, perplexity: number): Float64Array {
  const probabilities = new Float64Array(distances.length);
  for (let start = 0; start < distances.length; start += k) {
    calibrate(distances.subarray(start, start + k), Math.log(perplexity), probabilities.subarray(start, start + k));
  }
  return probabilities;
}

/** Bisects the precision of the Gaussian, in units of the mean distance so that the scale of the codes has no effect. */
function calibrate(distances: Float64Array, entropy: number, probabilities: Float64Array): void {
  const nearest = distances[0];
  let mean = 0;
  for (const distance of distances) mean += (distance - nearest) / distances.length;
  const unit = mean > 0 ? mean : 1;
  let [low, high, precision] = [0, Infinity, 1];
  for (let step = 0; step < 64; step++) {
    let [sum, weighted] = [0, 0];
    for (let i = 0; i < distances.length; i++) {
      const distance = (distances[i] - nearest) / unit;
      probabilities[i] = Math.exp(-precision * distance);
      sum += probabilities[i];
      weighted += probabilities[i] * distance;
    }
    for (let i = 0; i < distances.length; i++) probabilities[i] /= sum;
    const excess = Math.log(sum) + (precision * weighted) / sum - entropy;
    if (Math.abs(excess) < 1e-6) return;
    if (excess > 0) low = precision;
    else high = precision;
    precision = high === Infinity ? precision * 2 : (low + high) / 2;
  }
}

/** Returns p_ij = (p_{j|i} + p_{i|j}) / 2n. */
export function jointProbabilities({ k, indices }: Neighbors, conditional: Float64Array): Affinities {
  const count = indices.length / k;
  const ends = new Int32Array(count + 1);
  for (let entry = 0; entry < indices.length; entry++) ends[Math.min(rowOf(entry, k), indices[entry]) + 1]++;
  for (let i = 0; i < count; i++) ends[i + 1] += ends[i];
  // Pairs that are neighbours of each other occur twice and are merged below.
  const others = new Int32Array(indices.length);
  const parts = new Float64Array(indices.length);
  const next = ends.slice(0, count);
  for (let entry = 0; entry < indices.length; entry++) {
    const [row, column] = [rowOf(entry, k), indices[entry]];
    const place = next[Math.min(row, column)]++;
    others[place] = Math.max(row, column);
    parts[place] = conditional[entry] / (2 * count);
  }
  const offsets = new Int32Array(count + 1);
  const seenAt = new Int32Array(count).fill(-1);
  let used = 0;
  for (let row = 0; row < count; row++) {
    for (let entry = ends[row]; entry < ends[row + 1]; entry++) {
      const column = others[entry];
      if (seenAt[column] < offsets[row]) {
        seenAt[column] = used;
        others[used] = column;
        parts[used++] = parts[entry];
      } else parts[seenAt[column]] += parts[entry];
    }
    offsets[row + 1] = used;
  }
  return { offsets, columns: others.slice(0, used), values: parts.slice(0, used) };
}

function rowOf(entry: number, k: number): number {
  return Math.floor(entry / k);
}
