import { ArgumentError, checkInteger } from '@ae-lab/base';
import type { Batch, ImageDataset } from './interfaces';
import { DATASET } from './kinds';

/**
 * Iterates over a data set in order, `batchSize` images at a time; the last batch may be smaller. Each batch is disposed when the
 * next one is requested, and when the loop ends.
 *
 * ```ts
 * import { batches } from '@ae-lab/core';
 * import { syntheticDigits } from '@ae-lab/datasets';
 *
 * for (const { images, indices } of batches(syntheticDigits({ size: 500 }), 100)) console.log(images.shape, indices[0]);
 * ```
 *
 * @throws ArgumentError unless `data` is a data set and `batchSize` at least 1.
 */
export function* batches(data: ImageDataset, batchSize = 256): Generator<Batch> {
  DATASET.read('data', data);
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

/** Returns the images at `indices`. Throws an {@link ArgumentError} unless the data set returns one image for each. */
export function batchOf(data: ImageDataset, indices: Int32Array): Batch {
  const batch = data.batch(indices);
  const shape = [indices.length, ...data.imageShape];
  if (String(batch.images?.shape) !== String(shape) || batch.indices?.length !== indices.length) {
    const expected = `a batch() that returns images [${shape.join(', ')}] and indices for ${indices.length} indices`;
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
