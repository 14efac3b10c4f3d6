import { checkInteger } from '@ae-lab/base';
import { DATASET } from '../kinds';
import { BatchReader, disposeBatch } from './batch-reader';
import type { Batch, Dataset } from './dataset';

/**
 * Iterates over a data set in order, `batchSize` samples at a time; the last batch may be smaller. Each batch is disposed when the
 * next one is requested, and when the loop ends.
 *
 * ```ts
 * import { batches } from '@ae-lab/core';
 * import { syntheticDigits } from '@ae-lab/datasets';
 *
 * for await (const { images, indices } of batches(syntheticDigits({ size: 500 }), 100)) {
 *   console.log(images.shape, indices[0]);
 * }
 * ```
 *
 * @throws ArgumentError unless `data` is a data set and `batchSize` at least 1.
 */
export async function* batches<B extends Batch>(data: Dataset<B>, batchSize = 256): AsyncGenerator<B> {
  DATASET.read('data', data);
  checkInteger('batchSize', batchSize, { from: 1 });
  const reader = new BatchReader(data, ordered(data.size, batchSize));
  try {
    for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
      try {
        yield batch;
      } finally {
        disposeBatch(batch);
      }
    }
  } finally {
    reader.close();
  }
}

/** Returns the indices of the samples at the beginning of a data set, `count` at most. */
export function firstIndices({ size }: Dataset, count: number): Int32Array {
  return Int32Array.from({ length: Math.min(size, count) }, (_, i) => i);
}

function* ordered(size: number, batchSize: number): Generator<Int32Array> {
  for (let start = 0; start < size; start += batchSize) {
    yield Int32Array.from({ length: Math.min(batchSize, size - start) }, (_, i) => start + i);
  }
}
