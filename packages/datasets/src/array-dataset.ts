import { ArgumentError, type Batch, type ImageDataset, type ImageShape, type Rng } from '@ae-lab/core';
import {
  checkImageShape,
  checkInteger,
  checkNumber,
  checkOptions,
  checkRng,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkIndices } from './check';
import { dealt, grouped, spread } from './partition';
import { toPixels } from './to-pixels';

/** Your own images and labels for {@link ArrayDataset.fromArrays}. */
export interface ImageArrays {
  /**
   * [size, height, width, channels], flat: bytes (Uint8Array, Uint8ClampedArray) in [0, 255], any other numbers in [0,
   * 1]. Bytes and Float32Array are not copied.
   */
  readonly images: ArrayLike<number>;
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  /** One class index an image. */
  readonly labels?: ArrayLike<number>;
  /** The name of each class; there are as many classes as names. Without names, one more than the largest label. */
  readonly classNames?: readonly string[];
}

/** One of k parts to validate on, and the others together to train on. */
export interface Fold {
  /** All images outside the fold. */
  readonly train: ArrayDataset;
  /** The images of the fold. */
  readonly validation: ArrayDataset;
}

/** What a data set and all its views share. */
interface Store {
  readonly pixels: Uint8Array | Float32Array;
  readonly imageShape: ImageShape;
  readonly labels?: Int32Array;
  readonly classes: number;
  readonly classNames?: readonly string[];
}

/**
 * Images in memory, kept as they came (a byte or a float32 a value) and turned into float32 in [0, 1] batch by batch.
 * Views (all methods that return a data set) share the pixels. A data set has at least one image.
 */
export class ArrayDataset implements ImageDataset {
  /** How many images there are. */
  readonly size: number;
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  readonly labels?: Int32Array;
  readonly classes: number;
  /** What the classes are called, in the order of the labels; undefined if nobody said. */
  readonly classNames?: readonly string[];

  private constructor(
    private readonly store: Store,
    private readonly rows: Int32Array,
  ) {
    // To plain JavaScript the constructor is not private.
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

  /** A data set over your own arrays. Throws an {@link ArgumentError} for wrong counts and values out of range. */
  static fromArrays(arrays: ImageArrays): ArrayDataset {
    checkOptions('arrays', arrays, { images: true, imageShape: true, labels: true, classNames: true });
    const { images, imageShape, labels, classNames } = arrays;
    const [height, width, channels] = checkImageShape('imageShape', imageShape);
    const length = height * width * channels;
    const count = images?.length;
    if (!(count > 0) || count % length !== 0) {
      const expected = `a positive multiple of ${length} values, [${imageShape}] each`;
      throw new ArgumentError('images', expected, count ?? images);
    }
    const pixels = toPixels(images);
    const size = count / length;
    if (labels && labels.length !== size) {
      throw new ArgumentError('labels', `${size}, one an image`, labels.length ?? labels);
    }
    if (classNames !== undefined && !Array.isArray(classNames)) {
      throw new ArgumentError('classNames', 'an array of names', classNames);
    }
    const last = classNames ? classNames.length - 1 : 2 ** 31 - 2;
    const indices = labels && Int32Array.from(labels, (label) => checkInteger('labels', label, { from: 0, to: last }));
    const classes = indices ? (classNames?.length ?? indices.reduce((a, b) => Math.max(a, b), 0) + 1) : 0;
    const store = { pixels, imageShape, labels: indices, classes, classNames };
    return new ArrayDataset(
      store,
      Int32Array.from({ length: size }, (_, i) => i),
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

  /** The images at `indices`, in that order; an index may occur more than once. */
  subset(indices: ArrayLike<number>): ArrayDataset {
    const positions = checkIndices('indices', indices, this.size);
    return new ArrayDataset(
      this.store,
      positions.map((position) => this.rows[position]),
    );
  }

  /** The first `count` images. Throws an {@link ArgumentError} if there are fewer. */
  take(count: number): ArrayDataset {
    return new ArrayDataset(
      this.store,
      this.rows.subarray(0, checkInteger('count', count, { from: 1, to: this.size })),
    );
  }

  /** All images in random order. */
  shuffle(rng: Rng): ArrayDataset {
    checkRng('rng', rng);
    return this.subset(rng.permutation(this.size));
  }

  /** The images whose label is one of `classes`. Labels and class names stay as they are. */
  filterClasses(classes: readonly number[]): ArrayDataset {
    const labels = this.requireLabels();
    const wanted = new Set(checkIndices('classes', classes, this.classes));
    return new ArrayDataset(
      this.store,
      this.rows.filter((_, i) => wanted.has(labels[i])),
    );
  }

  /**
   * The images up to a point and the rest, in order: shuffle first for a random split.
   * @param first how many images the first part has: a whole number, or a fraction of all, in (0, 1).
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
   * A random split that leaves each class the same share of both parts, to within one image. Each part keeps the order
   * of the data set.
   * @param fraction the share of the first part, in (0, 1).
   */
  stratifiedSplit(fraction: number, rng: Rng): [ArrayDataset, ArrayDataset] {
    if (!(checkNumber('fraction', fraction) > 0 && fraction < 1)) {
      throw new ArgumentError('fraction', 'a number between 0 and 1', fraction);
    }
    checkRng('rng', rng);
    const [first, second] = spread(grouped(this.requireLabels(), rng), fraction);
    return [this.subset(first), this.subset(second)];
  }

  /**
   * `k` random folds of equal size, to within one image, for cross-validation. Order within a fold is that of the data.
   */
  folds(k: number, rng: Rng): Fold[] {
    checkRng('rng', rng);
    return this.foldsOf(rng.permutation(this.size), k);
  }

  /** Like {@link folds}, with each class spread over the folds evenly, to within one image. */
  stratifiedFolds(k: number, rng: Rng): Fold[] {
    checkRng('rng', rng);
    return this.foldsOf(grouped(this.requireLabels(), rng), k);
  }

  private foldsOf(order: Int32Array, k: number): Fold[] {
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
