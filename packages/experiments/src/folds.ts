import { ArgumentError, checkInteger, kind, Rng } from '@ae-lab/base';

/** One part of the data for validation, and the rest for training; ascending positions in the data set. */
export interface Fold {
  /** Counted from 0. */
  readonly index: number;
  /** Number of folds. */
  readonly count: number;
  /** Positions outside the fold. */
  readonly train: Int32Array;
  /** Positions of the fold. */
  readonly validation: Int32Array;
}

/** Number of folds. */
export const FOLDS = kind.integer({ from: 2 });

/** The class of each item; `stratifiedFolds` checks each of them. */
export const LABELS = kind.of<ArrayLike<number>>('an array of whole numbers', (value) =>
  Number.isInteger((value as ArrayLike<number> | undefined)?.length),
);

/**
 * Returns `count` random folds of a data set of `size` items. The folds are disjoint, hold every item once, and differ in size
 * by at most one item.
 */
export function kFolds(size: number, count: number, seed: number): Fold[] {
  checkInteger('size', size, { from: 2 });
  return deal(new Rng(seed).permutation(size), checkInteger('folds', count, { from: 2, to: size }));
}

/**
 * Returns folds as {@link kFolds} does, with each class spread evenly over them, to within one item.
 *
 * @throws ArgumentError that names a class with fewer items than there are folds.
 */
export function stratifiedFolds(labels: ArrayLike<number>, count: number, seed: number): Fold[] {
  FOLDS.read('folds', count);
  LABELS.read('labels', labels);
  const sizes = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const label = checkInteger(`labels[${i}]`, labels[i]);
    sizes.set(label, (sizes.get(label) ?? 0) + 1);
  }
  if (sizes.size === 0) throw new ArgumentError('labels', 'at least one label', labels);
  const [label, size] = [...sizes].reduce((a, b) => (b[1] < a[1] ? b : a));
  if (size < count) {
    throw new ArgumentError('folds', `at most the size of the smallest class (class ${label} has ${size})`, count);
  }
  // Class by class, in random order within a class, because the sort is stable.
  const order = new Rng(seed).permutation(labels.length).sort((a, b) => labels[a] - labels[b]);
  return deal(order, count);
}

/** Deals every `count`-th item of `order` to each fold. */
function deal(order: Int32Array, count: number): Fold[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    count,
    train: order.filter((_, i) => i % count !== index).sort(),
    validation: order.filter((_, i) => i % count === index).sort(),
  }));
}
