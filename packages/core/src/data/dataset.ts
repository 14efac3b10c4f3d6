import type { ImageShape } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';

/** The rank of a batch of samples: `'R2'` for vectors, `'R3'` for windows of a series, `'R4'` for images. */
export type SampleRank = tf.Rank.R2 | tf.Rank.R3 | tf.Rank.R4;

/** The shape of one sample: [d] of a vector, [length, channels] of a window of a series, [height, width, channels] of an image. */
export type SampleShape<R extends SampleRank = SampleRank> = {
  R2: readonly [number];
  R3: readonly [number, number];
  R4: ImageShape;
}[R];

/** Says the shape of its samples: an `imageShape` for images, a `sampleShape` for all others. */
export type Shaped<R extends SampleRank = SampleRank> = R extends tf.Rank.R4
  ? {
      /** [height, width, channels] of the images. */
      readonly imageShape: ImageShape;
    }
  : {
      /** [d] of the vectors, or [length, channels] of the windows. */
      readonly sampleShape: SampleShape<R>;
    };

/**
 * Some samples of a data set as tensors. Whoever asked for the batch frees it by {@link disposeBatch}: every tensor among its
 * properties.
 */
export interface Batch {
  /** The index of each sample in the data set. */
  readonly indices: Int32Array;
}

/** Some images of a data set. */
export interface ImageBatch extends Batch {
  /** The images, [n, height, width, channels], float32 in [0, 1]. */
  readonly images: tf.Tensor4D;
  /** The labels, [n], int32; absent when the data set has none. */
  readonly labels?: tf.Tensor1D;
}

/** Some samples of a data set of vectors [n, d] or of windows [n, length, channels]. */
export interface SampleBatch<R extends SampleRank = SampleRank> extends Batch {
  /** The samples, [n, ...sampleShape], float32. */
  readonly samples: tf.Tensor<R>;
  /** The labels, [n], int32; absent when the data set has none. */
  readonly labels?: tf.Tensor1D;
}

/** The batches of samples of one rank. */
export type BatchOfRank<R extends SampleRank> = R extends tf.Rank.R4 ? ImageBatch : SampleBatch<R>;

/**
 * Samples, read in batches, which may come late: from a file, say.
 *
 * ```ts no-run
 * import { readFile } from 'node:fs/promises';
 * import type { ImageDataset } from '@ae-lab/core';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * // One file of 32 * 32 bytes for each image: they are read as they are needed.
 * const files = ['a.raw', 'b.raw', 'c.raw'];
 * const data: ImageDataset = {
 *   size: files.length,
 *   imageShape: [32, 32, 1],
 *   classes: 0,
 *   async batch(indices) {
 *     const images = await Promise.all(Array.from(indices, (index) => readFile(files[index])));
 *     const pixels = Float32Array.from(Buffer.concat(images), (byte) => byte / 255);
 *     return { images: tf.tensor4d(pixels, [indices.length, 32, 32, 1]), indices: Int32Array.from(indices) };
 *   },
 * };
 * ```
 */
export interface Dataset<B extends Batch = Batch> {
  /** The number of samples. */
  readonly size: number;
  /** The shape of every sample. A data set of images has an `imageShape`, and need not give its shape twice. */
  readonly sampleShape?: SampleShape;
  /**
   * Returns the samples at `indices`, each in [0, size), in that order. The next batches are asked for before one that comes late has
   * come, so several can be under way at once.
   */
  batch(indices: ArrayLike<number>): B | Promise<B>;
}

/** Images with optional labels, read in batches. */
export interface ImageDataset extends Dataset<ImageBatch> {
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  /** The class index of each image, in [0, classes). */
  readonly labels?: Int32Array;
  /** The number of classes; 0 without labels. */
  readonly classes: number;
}
