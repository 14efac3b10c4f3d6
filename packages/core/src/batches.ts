import { ArgumentError, checkInteger } from '@ae-lab/base';
import type { Batch, ImageDataset } from './interfaces';

/**
 * The data set in order, `batchSize` images at a time (the last batch may be smaller). Each batch is disposed when the
 * next one is asked for, and when the loop ends.
 */
export function* batches(data: ImageDataset, batchSize = 256): Generator<Batch> {
  checkInteger('batchSize', batchSize, { from: 1 });
  for (let start = 0; start < data.size; start += batchSize) {
    const indices = Int32Array.from({ length: Math.min(batchSize, data.size - start) }, (_, i) => start + i);
    const batch = batchOf(data, indices);
    try {
      yield batch;
    } finally {
      disposeBatch(batch);
    }
  }
}

/** The images at `indices`. Throws an {@link ArgumentError} if the data set gives anything else than one image for each. */
export function batchOf(data: ImageDataset, indices: Int32Array): Batch {
  const batch = data.batch(indices);
  const shape = [indices.length, ...data.imageShape];
  if (String(batch.images?.shape) !== String(shape) || batch.indices?.length !== indices.length) {
    const expected = `a batch() that gives images [${shape.join(', ')}] and indices for ${indices.length} indices`;
    throw new ArgumentError('data', expected, batch.images?.shape ?? batch);
  }
  return batch;
}

/** Frees the tensors of a batch. */
export function disposeBatch(batch: Batch): void {
  batch.images.dispose();
  batch.labels?.dispose();
  batch.targets?.dispose();
}
