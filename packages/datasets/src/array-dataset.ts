import { ArgumentError, type ImageBatch, type ImageDataset, type ImageShape } from '@ae-lab/core';
import { requireBackend } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkIndices } from './check-indices';
import { DatasetViews } from './dataset-views';
import { type ImageArrays, type ImageStore, imageStore } from './image-store';

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
export class ArrayDataset extends DatasetViews<ArrayDataset> implements ImageDataset {
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  readonly sampleShape: ImageShape;
  /** The name of each class, in the order of the labels; undefined if none were given. */
  readonly classNames?: readonly string[];

  private constructor(
    private readonly store: ImageStore,
    rows: Int32Array,
  ) {
    // The constructor is private to TypeScript only.
    if (store?.pixels === undefined) {
      throw new ArgumentError('ArrayDataset', 'to be made by ArrayDataset.fromArrays()', store);
    }
    super(store, rows);
    this.imageShape = store.imageShape;
    this.sampleShape = store.imageShape;
    this.classNames = store.classNames;
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

  batch(indices: ArrayLike<number>): ImageBatch {
    const positions = checkIndices('indices', indices, this.size);
    if (!tf.getBackend()) requireBackend();
    const { pixels, imageShape } = this.store;
    const [height, width, channels] = imageShape;
    const length = height * width * channels;
    const values = new Float32Array(positions.length * length);
    for (let i = 0; i < positions.length; i++) {
      const start = this.rows[positions[i]] * length;
      const from = pixels.subarray(start, start + length);
      if (from instanceof Float32Array) values.set(from, i * length);
      else for (let j = 0; j < length; j++) values[i * length + j] = from[j] / 255;
    }
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

  subset(indices: ArrayLike<number>): ArrayDataset {
    return new ArrayDataset(this.store, this.rowsAt(indices));
  }
}
