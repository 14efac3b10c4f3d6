import { ArgumentError, type Batch, type ImageDataset, type ImageShape, kind, type Rng } from '@ae-lab/core';
import { checkInteger, checkNumber, requireBackend } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkIndices } from './check-indices';
import { type ImageArrays, type ImageStore, imageStore } from './image-store';
import { dealt, grouped, spread } from './partition';

/** One of the k folds of a cross-validation: the images to validate on, and all others to train on. */
export interface DatasetFold {
  /** All images outside the fold. */
  readonly train: ArrayDataset;
  /** The images of the fold. */
  readonly validation: ArrayDataset;
}

/**
 * Images in memory, with optional labels.
 *
 * ```ts
 * const images = Uint8Array.from({ length: 100 * 28 * 28 }, (_, i) => i % 256);
 * const labels = Array.from({ length: 100 }, (_, i) => i % 10);
 * const data = ArrayDataset.fromArrays({ images, imageShape: [28, 28, 1], labels });
 * const [train, test] = data.shuffle(new Rng(1)).split(0.8);
 * console.log(train.size, test.size); // 80 20
 * ```
 *
 * Pixels stay as they were given, a byte or a float32 each, and become float32 in [0, 1] batch by batch. All methods that
 * return a data set return a view, which shares the pixels. A data set has at least one image.
 */
export class ArrayDataset implements ImageDataset {
  /** Number of images. */
  readonly size: number;
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  readonly labels?: Int32Array;
  readonly classes: number;
  /** The name of each class, in the order of the labels; undefined if none were given. */
  readonly classNames?: readonly string[];

  private constructor(
    private readonly store: ImageStore,
    private readonly rows: Int32Array,
  ) {
    // The constructor is private to TypeScript only.
    if (store?.pixels === undefined) {
      throw new ArgumentError('ArrayDataset', 'to be made by ArrayDataset.fromArrays()', store);
    }
    if (rows.length === 0) throw new ArgumentError('images', 'at least one image to be in the data set', 0);
    const { imageShape, labels, classes, classNames } = store;
    this.size = rows.length;
    this.imageShape = imageShape;
    this.labels = labels && rows.map((row) => labels[row]);
    this.classes = classes;
    this.classNames = classNames;
  }

  /**
   * Returns a data set over arrays in memory.
   *
   * @throws ArgumentError if the arrays have sizes that do not match, or a pixel or label is out of range.
   */
  static fromArrays(arrays: ImageArrays): ArrayDataset {
    const store = imageStore(arrays);
    return new ArrayDataset(
      store,
      Int32Array.from({ length: store.size }, (_, i) => i),
    );
  }

  batch(indices: ArrayLike<number>): Batch {
    const positions = checkIndices('indices', indices, this.size);
    if (!tf.getBackend()) requireBackend();
    const { pixels, imageShape } = this.store;
    const [height, width, channels] = imageShape;
    const length = height * width * channels;
    const values = new Float32Array(positions.length * length);
    positions.forEach((position, i) => {
      const start = this.rows[position] * length;
      if (pixels instanceof Float32Array) values.set(pixels.subarray(start, start + length), i * length);
      else for (let j = 0; j < length; j++) values[i * length + j] = pixels[start + j] / 255;
    });
    const { labels } = this;
    return {
      images: tf.tensor4d(values, [positions.length, height, width, channels]),
      labels:
        labels &&
        tf.tensor1d(
          positions.map((position) => labels[position]),
          'int32',
        ),
      indices: positions,
    };
  }

  /** Returns the images at `indices`, in that order; an index may occur more than once. */
  subset(indices: ArrayLike<number>): ArrayDataset {
    const positions = checkIndices('indices', indices, this.size);
    return new ArrayDataset(
      this.store,
      positions.map((position) => this.rows[position]),
    );
  }

  /** Returns the first `count` images. Throws an {@link ArgumentError} if there are fewer. */
  take(count: number): ArrayDataset {
    return new ArrayDataset(
      this.store,
      this.rows.subarray(0, checkInteger('count', count, { from: 1, to: this.size })),
    );
  }

  /** Returns all images in random order. */
  shuffle(rng: Rng): ArrayDataset {
    return this.subset(kind.rng.read('rng', rng).permutation(this.size));
  }

  /** Returns the images whose label is one of `classes`. Labels and class names do not change. */
  filterClasses(classes: readonly number[]): ArrayDataset {
    const labels = this.requireLabels();
    const wanted = new Set(checkIndices('classes', classes, this.classes));
    return new ArrayDataset(
      this.store,
      this.rows.filter((_, i) => wanted.has(labels[i])),
    );
  }

  /**
   * Returns the first images and the rest, in order. For a random split, shuffle before.
   *
   * @param first size of the first part: a number of images, or a fraction of all images in (0, 1).
   */
  split(first: number): [ArrayDataset, ArrayDataset] {
    const isFraction = checkNumber('first', first) > 0 && first < 1;
    const count = checkInteger('first', isFraction ? Math.round(first * this.size) : first, {
      from: 1,
      to: this.size - 1,
    });
    return [this.take(count), new ArrayDataset(this.store, this.rows.subarray(count))];
  }

  /**
   * Splits the images at random so that each class has the same share of both parts, to within one image. Each part keeps the
   * order of the data set.
   *
   * @param fraction the share of the first part, in (0, 1).
   */
  stratifiedSplit(fraction: number, rng: Rng): [ArrayDataset, ArrayDataset] {
    checkNumber('fraction', fraction, { above: 0, below: 1 });
    kind.rng.read('rng', rng);
    const [first, second] = spread(grouped(this.requireLabels(), rng), fraction);
    return [this.subset(first), this.subset(second)];
  }

  /**
   * Returns `k` random folds for cross-validation, of equal size to within one image. Each fold keeps the order of the data
   * set.
   *
   * @param k from 2 to the number of images.
   */
  folds(k: number, rng: Rng): DatasetFold[] {
    return this.foldsOf(kind.rng.read('rng', rng).permutation(this.size), k);
  }

  /** Returns folds as {@link folds} does, with each class spread evenly over them, to within one image. */
  stratifiedFolds(k: number, rng: Rng): DatasetFold[] {
    kind.rng.read('rng', rng);
    return this.foldsOf(grouped(this.requireLabels(), rng), k);
  }

  private foldsOf(order: Int32Array, k: number): DatasetFold[] {
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
