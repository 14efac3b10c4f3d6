import { ArgumentError, type Codes, type Description, kind, optional, Rng, readOptions } from '@ae-lab/core';
import { countCodes, forEachDistanceRow } from '@ae-lab/core/internal';
import { checkLabels, type Labels } from './labels';

/** Options of {@link silhouette}. */
export interface SilhouetteOptions {
  /** Number of codes to measure, drawn at random, from 3 to their number. The time grows with its square. Default: all codes. */
  readonly sample?: number;
  /** Decides the sample. Default 0. */
  readonly seed?: number;
}

const silhouetteOptions = (size: number) =>
  ({
    sample: optional(kind.integer({ from: 3, to: size })),
    seed: optional(kind.seed, 0),
  }) satisfies Description<SilhouetteOptions>;

/**
 * Returns the mean silhouette coefficient (Rousseeuw 1987, "Silhouettes: a graphical aid to the interpretation and validation of
 * cluster analysis"): the mean over codes of (b - a) / max(a, b), where a is the mean Euclidean distance to the other codes of the
 * same label and b the smallest mean distance to the codes of another label. The only code of its label counts 0.
 *
 * Unit: none. Range: [-1, 1]. Higher is better: classes are tighter and better separated. Around 0 they overlap.
 *
 * @throws ArgumentError if labels are missing or not one per code, a code is not finite, `sample` is out of range, or the measured
 * codes do not have at least 2 and fewer than n different labels.
 */
export async function silhouette(codes: Codes, labels: Labels, options: SilhouetteOptions = {}): Promise<number> {
  const size = countCodes('codes', codes, { minimum: 3 });
  const { sample, seed } = readOptions('options', options, silhouetteOptions(size));
  const allLabels = checkLabels('labels', labels, size);
  const rows = sample === undefined ? undefined : new Rng(seed).permutation(size).subarray(0, sample);
  const measured = rows === undefined ? codes : pick(codes, rows);
  const { clusters, sizes } = clustersOf(rows === undefined ? allLabels : rows.map((row) => allLabels[row]));
  let total = 0;
  await forEachDistanceRow(measured, measured, (squaredDistances, row) => {
    const sums = new Float64Array(sizes.length);
    for (let i = 0; i < clusters.length; i++) {
      if (i !== row) sums[clusters[i]] += Math.sqrt(Math.max(0, squaredDistances[i]));
    }
    total += coefficient(sums, sizes, clusters[row]);
  });
  return total / clusters.length;
}

function coefficient(sums: Float64Array, sizes: Int32Array, own: number): number {
  if (sizes[own] === 1) return 0;
  const a = sums[own] / (sizes[own] - 1);
  const b = sums.reduce((least, sum, i) => (i === own ? least : Math.min(least, sum / sizes[i])), Infinity);
  return a === b ? 0 : (b - a) / Math.max(a, b);
}

/** Renumbers the labels without gaps and counts how often each occurs. */
function clustersOf(labels: Int32Array): { clusters: Int32Array; sizes: Int32Array } {
  const numbers = new Map([...new Set(labels)].map((label, i) => [label, i]));
  if (numbers.size < 2 || numbers.size >= labels.length) {
    const expected = `at least 2 and fewer than ${labels.length} different ones among ${labels.length}`;
    throw new ArgumentError('labels', expected, numbers.size);
  }
  const clusters = labels.map((label) => numbers.get(label)!);
  const sizes = new Int32Array(numbers.size);
  for (const cluster of clusters) sizes[cluster]++;
  return { clusters, sizes };
}

function pick({ values, dimension }: Codes, rows: Int32Array): Codes {
  const picked = new Float64Array(rows.length * dimension);
  for (let i = 0; i < picked.length; i++) {
    picked[i] = values[rows[Math.floor(i / dimension)] * dimension + (i % dimension)];
  }
  return { values: picked, dimension };
}
