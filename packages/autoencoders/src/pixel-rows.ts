import * as core from '@ae-lab/core';
import { WorkPacer } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';

/** The largest number of images in a batch. */
const BATCH = 500;

/** About the number of pixel values in a batch of large images: 16 MB. */
const BATCH_PIXELS = 2 ** 22;

/** The largest number of pixel values to keep on the device: 256 MB. */
const KEPT_PIXELS = 2 ** 26;

/**
 * The images of a data set as rows of pixel values [n, pixels], for several passes. They come in batches, so that any number fits
 * into memory; where all fit, they are read only once.
 */
export class PixelRows {
  private readonly kept: tf.Tensor2D[] = [];

  constructor(
    private readonly data: core.ImageDataset,
    private readonly pixels: number,
    private readonly keptPixels = KEPT_PIXELS,
  ) {}

  /** Adds up the `length` numbers that `compute` returns for each batch, in float64. The event loop gets turns. */
  async sum(length: number, compute: (rows: tf.Tensor2D) => tf.Tensor): Promise<Float64Array> {
    const sums = new Float64Array(length);
    const pacer = new WorkPacer();
    for await (const rows of this.batches()) {
      const [values] = await core.readTensors(() => [compute(rows)]);
      for (let i = 0; i < length; i++) sums[i] += values[i];
      await pacer.pause();
    }
    return sums;
  }

  dispose(): void {
    tf.dispose(this.kept);
  }

  private async *batches(): AsyncGenerator<tf.Tensor2D> {
    if (this.kept.length > 0) {
      yield* this.kept;
      return;
    }
    const keeps = this.data.size * this.pixels <= this.keptPixels;
    const batchSize = Math.min(BATCH, Math.ceil(BATCH_PIXELS / this.pixels));
    for await (const { images } of core.batches(this.data, batchSize)) {
      const rows = tf.reshape(images, [-1, this.pixels]) as tf.Tensor2D;
      if (keeps) this.kept.push(rows);
      yield rows;
      if (!keeps) rows.dispose();
    }
  }
}
