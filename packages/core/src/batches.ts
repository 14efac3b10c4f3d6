import { checkInteger } from './check';
import type { Batch, ImageDataset } from './interfaces';

/**
 * The data set in order, `batchSize` images at a time (the last batch may be smaller). Each batch is disposed when the
 * next one is asked for, and when the loop ends.
 */
export function* batches(data: ImageDataset, batchSize = 256): Generator<Batch> {
  checkInteger('batchSize', batchSize, 1);
  for (let start = 0; start < data.size; start += batchSize) {
    const indices = Int32Array.from({ length: Math.min(batchSize, data.size - start) }, (_, i) => start + i);
    const batch = data.batch(indices);
    try {
      yield batch;
    } finally {
      disposeBatch(batch);
    }
  }
}

/** Frees the tensors of a batch. */
export function disposeBatch(batch: Batch): void {
  batch.images.dispose();
  batch.labels?.dispose();
  batch.targets?.dispose();
}
