import { ArgumentError, checkInteger, Rng } from '@ae-lab/base';

/** One part of the data to validate on, and the others to train on; positions in the data set, ascending. */
export interface Fold {
  /** Counted from 0. */
  readonly index: number;
  /** How many folds there are. */
  readonly count: number;
  /** Positions outside the fold. */
  readonly train: Int32Array;
  /** Positions of the fold. */
  readonly validation: Int32Array;
}

/**
 * `count` random folds of equal size, to within one item, for a data set of `size` items. The folds are disjoint and together
 * hold every item once.
 */
export function kFolds(size: number, count: number, seed: number): Fold[] {
  checkInteger('size', size, { from: 2 });
  return deal(new Rng(seed).permutation(size), checkInteger('folds', count, { from: 2, to: size }));
}

/**
 * Like {@link kFolds}, with each class spread over the folds evenly, to within one item. Throws an {@link ArgumentError} that
 * names the class if one has fewer items than there are folds.
 */
export function stratifiedFolds(labels: ArrayLike<number>, count: number, seed: number): Fold[] {
  checkInteger('folds', count, { from: 2 });
  if (!Number.isInteger(labels?.length)) throw new ArgumentError('labels', 'an array of whole numbers', labels);
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
  // Class after class, in random order within a class: the sort is stable.
  const order = new Rng(seed).permutation(labels.length).sort((a, b) => labels[a] - labels[b]);
  return deal(order, count);
}

/** Every `count`-th item of `order` for each fold. */
function deal(order: Int32Array, count: number): Fold[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    count,
    train: order.filter((_, i) => i % count !== index).sort(),
    validation: order.filter((_, i) => i % count === index).sort(),
  }));
}
