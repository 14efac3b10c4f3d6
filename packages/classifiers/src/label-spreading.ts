import * as core from '@ae-lab/core';
import { checkInteger, countCodes } from '@ae-lab/core/internal';

/** Options of {@link labelSpreading}. */
export interface LabelSpreadingOptions {
  /** Number of classes, at least 1. */
  readonly classes: number;
  /** Number of nearest codes that each code is linked to, from 1 to n - 1. Default 10, or n - 1 if that is less. */
  readonly neighbors?: number;
  /** Share of its neighbours' labels that a code adopts at each iteration, rather than its own, in [0, 1). Default 0.99. */
  readonly alpha?: number;
  /** Number of iterations, at least 1. The error of stopping there is of the order of alpha ** iterations. Default 200. */
  readonly iterations?: number;
}

/** The result of {@link labelSpreading}. */
export interface SpreadLabels {
  /** The class with the largest share in each code, the lowest such class in a tie; -1 for a code that no label reaches, [n]. */
  readonly labels: Int32Array;
  /** The shares of the classes in each code, [n, classes], row by row. They sum to 1, or are all 0 if no label reaches the code. */
  readonly shares: Float64Array;
}

const LABEL_SPREADING = {
  classes: core.kind.integer({ from: 1 }),
  neighbors: core.optional(core.kind.integer({ from: 1 })),
  alpha: core.optional(core.kind.number({ from: 0, below: 1 }), 0.99),
  iterations: core.optional(core.kind.integer({ from: 1 }), 200),
} satisfies core.Description<LabelSpreadingOptions>;

/**
 * Returns labels for all codes, spread from a few over the graph of nearest neighbours (Zhou, Bousquet, Lal, Weston and Schölkopf
 * 2004, "Learning with local and global consistency", section 2): F ← alpha S F + (1 - alpha) Y. Y holds the given labels, and
 * S = D^-½ W D^-½. W is 1 where one of two codes is among the other's nearest neighbours (in the paper, a Gaussian of the
 * distance between any two codes); D holds its row sums.
 *
 * ```ts
 * const codes = await encodeDataset(autoencoder, data);
 * const { labels } = await labelSpreading(codes, given, { classes: 10 }); // given: -1 for images without a label
 * await classifier.fit(withLabels(data, labels, 10));
 * ```
 *
 * @param codes n codes, at least 2. Distances are Euclidean, so standardise dimensions of arbitrary scale first.
 * @param labels [n]: a class index in [0, classes), or -1 for a code without a label.
 * @throws ArgumentError for options out of range, another number of labels, labels that are not classes, no label at all, or a
 *   code that is not finite.
 */
export async function labelSpreading(
  codes: core.Codes,
  labels: ArrayLike<number>,
  options: LabelSpreadingOptions,
): Promise<SpreadLabels> {
  const settings = core.readOptions('options', options, LABEL_SPREADING);
  const { classes, alpha, iterations } = settings;
  const size = countCodes('codes', codes, { minimum: 2 });
  const range = { from: 1, to: size - 1 };
  const neighbors = checkInteger('neighbors', settings.neighbors ?? Math.min(10, size - 1), range);
  const given = oneHotLabels(labels, size, classes);
  const graph = linkBothWays((await core.nearestNeighbors(codes, neighbors)).indices, size);
  let soft = given;
  for (let i = 0; i < iterations; i++) {
    soft = spread(graph, soft, classes).map((value, j) => alpha * value + (1 - alpha) * given[j]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  const shares = toShares(soft, classes);
  return { labels: largestShares(shares, classes), shares };
}

/** The links between codes: those of code i are `ends[starts[i]]` to `ends[starts[i + 1] - 1]`. */
interface Graph {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Returns the labels as rows of 0 and 1, flat. */
function oneHotLabels(labels: ArrayLike<number>, size: number, classes: number): Float64Array {
  if (labels?.length !== size)
    throw new core.ArgumentError('labels', `${size} labels, one per code`, labels?.length ?? labels);
  const rows = new Float64Array(size * classes);
  for (let i = 0; i < size; i++) {
    const label = checkInteger('labels', labels[i], { from: -1, to: classes - 1 });
    if (label >= 0) rows[i * classes + label] = 1;
  }
  if (!rows.includes(1)) throw new core.ArgumentError('labels', 'at least one label that is not -1', 'none');
  return rows;
}

/** Returns a link between two codes wherever one is among the other's neighbours. */
function linkBothWays(neighbors: Int32Array, size: number): Graph {
  const count = neighbors.length / size;
  const links: number[][] = Array.from({ length: size }, (_, i) =>
    Array.from(neighbors.subarray(i * count, (i + 1) * count)),
  );
  neighbors.forEach((end, i) => {
    const start = Math.floor(i / count);
    if (!neighbors.subarray(end * count, (end + 1) * count).includes(start)) links[end].push(start);
  });
  const starts = new Int32Array(size + 1);
  links.forEach((ends, i) => {
    starts[i + 1] = starts[i] + ends.length;
  });
  return { starts, ends: Int32Array.from(links.flat()) };
}

/** Returns S F for rows F, flat. */
function spread({ starts, ends }: Graph, rows: Float64Array, classes: number): Float64Array {
  const result = new Float64Array(rows.length);
  const degree = (code: number) => starts[code + 1] - starts[code];
  for (let code = 0; code < starts.length - 1; code++) {
    for (let link = starts[code]; link < starts[code + 1]; link++) {
      const weight = 1 / Math.sqrt(degree(code) * degree(ends[link]));
      for (let c = 0; c < classes; c++) result[code * classes + c] += weight * rows[ends[link] * classes + c];
    }
  }
  return result;
}

/** Returns each row divided by its sum, or zeros if that is 0. */
function toShares(rows: Float64Array, classes: number): Float64Array {
  return rows.map((value, i) => {
    const start = i - (i % classes);
    let sum = 0;
    for (let c = start; c < start + classes; c++) sum += rows[c];
    return sum > 0 ? value / sum : 0;
  });
}

/** Returns the position of the largest number in each row; -1 where all are 0. */
function largestShares(rows: Float64Array, classes: number): Int32Array {
  return Int32Array.from({ length: rows.length / classes }, (_, i) => {
    const row = rows.subarray(i * classes, (i + 1) * classes);
    const largest = Math.max(...row);
    return largest > 0 ? row.indexOf(largest) : -1;
  });
}
