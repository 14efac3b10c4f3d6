import { ArgumentError, type Codes, nearestNeighbors } from '@ae-lab/core';
import { checkInteger, checkNumber, checkOptions, countCodes } from '@ae-lab/core/internal';

/** Options of {@link labelSpreading}. */
export interface LabelSpreadingOptions {
  /** How many classes there are, at least 1. */
  readonly classes: number;
  /** To how many nearest codes each code is linked, from 1 to n - 1. Default 10. */
  readonly neighbors?: number;
  /** How much a code takes over from its neighbours at each iteration, rather than from its own label, in [0, 1). Default 0.99. */
  readonly alpha?: number;
  /** At least 1; what is left out behind them is of the order of alpha to their power. Default 200. */
  readonly iterations?: number;
}

/** What {@link labelSpreading} gives. */
export interface SpreadLabels {
  /** The class with the largest share of each code, the lowest of several; -1 where no label gets to, [n]. */
  readonly labels: Int32Array;
  /** The shares of the classes in each code, [n, classes], row by row: with sum 1, or all 0 where no label gets to. */
  readonly shares: Float64Array;
}

/**
 * Labels for all codes from those of a few, which spread over the graph of nearest neighbours (Zhou, Bousquet, Lal, Weston and
 * Schölkopf 2004, "Learning with local and global consistency", section 2): F ← alpha S F + (1 - alpha) Y, where Y holds the
 * given labels and S = D^-½ W D^-½. W is 1 where one of two codes is among the other's nearest neighbours (in the paper a
 * Gaussian of any two codes' distance); D its row sums.
 *
 * @param codes n at least 2. Distances are Euclidean, so standardise dimensions whose scales mean nothing.
 * @param labels [n]: a class index in [0, classes), or -1 where there is no label.
 * @throws ArgumentError for options out of range, another number of labels, labels that are no class or none at all, or a code
 * that is not finite.
 */
export async function labelSpreading(
  codes: Codes,
  labels: ArrayLike<number>,
  options: LabelSpreadingOptions,
): Promise<SpreadLabels> {
  checkOptions('options', options, { classes: true, neighbors: true, alpha: true, iterations: true });
  const size = countCodes('codes', codes, { minimum: 2 });
  const classes = checkInteger('classes', options.classes, { from: 1 });
  const neighbors = checkInteger('neighbors', options.neighbors ?? Math.min(10, size - 1), { from: 1, to: size - 1 });
  const alpha = checkNumber('alpha', options.alpha ?? 0.99, { from: 0, to: 1 - Number.EPSILON });
  const iterations = checkInteger('iterations', options.iterations ?? 200, { from: 1 });
  const given = oneHotLabels(labels, size, classes);
  const graph = linkBothWays((await nearestNeighbors(codes, neighbors)).indices, size);
  let soft = given;
  for (let i = 0; i < iterations; i++) {
    soft = spread(graph, soft, classes).map((value, j) => alpha * value + (1 - alpha) * given[j]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  const shares = toShares(soft, classes);
  return { labels: largestShares(shares, classes), shares };
}

/** Links between codes: those of code i are `ends[starts[i]]` to `ends[starts[i + 1] - 1]`. */
interface Graph {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The labels as rows of 0 and 1, flat. */
function oneHotLabels(labels: ArrayLike<number>, size: number, classes: number): Float64Array {
  if (labels?.length !== size) throw new ArgumentError('labels', `${size}, one a code`, labels?.length ?? labels);
  const rows = new Float64Array(size * classes);
  for (let i = 0; i < size; i++) {
    const label = checkInteger('labels', labels[i], { from: -1, to: classes - 1 });
    if (label >= 0) rows[i * classes + label] = 1;
  }
  if (!rows.includes(1)) throw new ArgumentError('labels', 'at least one that is not -1', 'none');
  return rows;
}

/** A link between two codes wherever one is among the other's neighbours. */
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

/** S F for rows F, flat. */
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

/** Each row divided by its sum. */
function toShares(rows: Float64Array, classes: number): Float64Array {
  return rows.map((value, i) => {
    const start = i - (i % classes);
    let sum = 0;
    for (let c = start; c < start + classes; c++) sum += rows[c];
    return sum > 0 ? value / sum : 0;
  });
}

/** The position of the largest number of each row; -1 where all are 0. */
function largestShares(rows: Float64Array, classes: number): Int32Array {
  return Int32Array.from({ length: rows.length / classes }, (_, i) => {
    const row = rows.subarray(i * classes, (i + 1) * classes);
    const largest = Math.max(...row);
    return largest > 0 ? row.indexOf(largest) : -1;
  });
}
