import { ArgumentError, kind, type Rng } from '@ae-lab/core';
import { checkInteger, checkNumber } from '@ae-lab/core/internal';
import { checkIndices } from './check-indices';
import { dealt, grouped, spread } from './partition';

/** One of the k folds of a cross-validation: the samples to validate on, and all others to train on. */
export interface DatasetFold<V> {
  /** All samples outside the fold. */
  readonly train: V;
  /** The samples of the fold. */
  readonly validation: V;
}

/** The views of a data set: parts of it in any order, which copy no samples. `V` is the type of a view. */
export abstract class DatasetViews<V> {
  /** Number of samples, at least 1. */
  readonly size: number;
  /** The class index of each sample, in [0, classes); undefined without labels. */
  readonly labels?: Int32Array;
  /** Number of classes; 0 without labels. */
  readonly classes: number;

  /**
   * @param source the labels and classes of the data set that the samples come from.
   * @param rows the index of each sample in that data set.
   */
  protected constructor(
    { labels, classes }: { readonly labels?: Int32Array; readonly classes: number },
    protected readonly rows: Int32Array,
  ) {
    if (rows.length === 0) throw new ArgumentError('images', 'at least one image to be in the data set', 0);
    this.size = rows.length;
    this.labels = labels && rows.map((row) => labels[row]);
    this.classes = classes;
  }

  /** Returns the samples at `indices`, in that order; an index may occur more than once. */
  abstract subset(indices: ArrayLike<number>): V;

  /** Returns the first `count` samples. Throws an {@link ArgumentError} if there are fewer. */
  take(count: number): V {
    checkInteger('count', count, { from: 1, to: this.size });
    return this.range(0, count);
  }

  /** Returns all samples in random order. */
  shuffle(rng: Rng): V {
    return this.subset(kind.rng.read('rng', rng).permutation(this.size));
  }

  /** Returns the samples whose label is one of `classes`. Labels and class names do not change. */
  filterClasses(classes: readonly number[]): V {
    const labels = this.requireLabels();
    const wanted = new Set(checkIndices('classes', classes, this.classes));
    return this.subset([...labels.keys()].filter((i) => wanted.has(labels[i])));
  }

  /**
   * Returns the first samples and the rest, in order. For a random split, shuffle before.
   *
   * @param first size of the first part: a number of samples, or a fraction of all samples in (0, 1).
   */
  split(first: number): [V, V] {
    const isFraction = checkNumber('first', first) > 0 && first < 1;
    const count = checkInteger('first', isFraction ? Math.round(first * this.size) : first, {
      from: 1,
      to: this.size - 1,
    });
    return [this.range(0, count), this.range(count, this.size)];
  }

  /**
   * Splits the samples at random so that each class has the same share of both parts, to within one sample. Each part keeps the
   * order of the data set.
   *
   * @param fraction the share of the first part, in (0, 1).
   */
  stratifiedSplit(fraction: number, rng: Rng): [V, V] {
    checkNumber('fraction', fraction, { above: 0, below: 1 });
    kind.rng.read('rng', rng);
    const [first, second] = spread(grouped(this.requireLabels(), rng), fraction);
    return [this.subset(first), this.subset(second)];
  }

  /**
   * Returns `k` random folds for cross-validation, of equal size to within one sample. Each fold keeps the order of the data
   * set.
   *
   * @param k from 2 to the number of samples.
   */
  folds(k: number, rng: Rng): DatasetFold<V>[] {
    return this.foldsOf(kind.rng.read('rng', rng).permutation(this.size), k);
  }

  /** Returns folds as {@link folds} does, with each class spread evenly over them, to within one sample. */
  stratifiedFolds(k: number, rng: Rng): DatasetFold<V>[] {
    kind.rng.read('rng', rng);
    return this.foldsOf(grouped(this.requireLabels(), rng), k);
  }

  /** Returns the indices in the source of the samples at `indices`. Throws an {@link ArgumentError} for one out of range. */
  protected rowsAt(indices: ArrayLike<number>): Int32Array {
    return checkIndices('indices', indices, this.size).map((index) => this.rows[index]);
  }

  private range(from: number, to: number): V {
    return this.subset(Int32Array.from({ length: to - from }, (_, i) => from + i));
  }

  private foldsOf(order: Int32Array, k: number): DatasetFold<V>[] {
    checkInteger('k', k, { from: 2, to: this.size });
    return Array.from({ length: k }, (_, fold) => {
      const [validation, train] = dealt(order, k, fold);
      return { train: this.subset(train), validation: this.subset(validation) };
    });
  }

  private requireLabels(): Int32Array {
    if (!this.labels) throw new ArgumentError('labels', 'a data set with labels', undefined);
    return this.labels;
  }
}
