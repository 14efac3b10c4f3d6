import type { ImageBatch, ImageDataset, ImageShape } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Inputs } from './inputs';

/** A data set for one epoch of `fit`. It returns the batches of the inputs in order, as every peer gets them. */
export class OrderedBatches implements ImageDataset {
  readonly classes = 0;
  readonly size: number;
  private step = 0;

  /** @param onStep called with the index of each step before it begins. */
  constructor(
    private readonly inputs: Inputs,
    readonly imageShape: ImageShape,
    private readonly batchSize: number,
    steps: number,
    private readonly onStep?: (step: number) => void,
  ) {
    this.size = batchSize * steps;
  }

  batch(indices: ArrayLike<number>): ImageBatch {
    this.onStep?.(this.step);
    const values = this.inputs.batch(this.step++, this.batchSize, this.imageShape);
    return { images: tf.tensor4d(values, [this.batchSize, ...this.imageShape]), indices: Int32Array.from(indices) };
  }
}
