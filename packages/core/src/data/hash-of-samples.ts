import type * as tf from '@tensorflow/tfjs-core';
import { disposeBatch, readBatch } from './batch-reader';
import { firstIndices } from './batches';
import type { Dataset } from './dataset';
import { samplesOf } from './samples';

/** Returns a hash of the first samples, or undefined if they differ each time, as in a data set that augments them at random. */
export async function hashOfSamples(data: Dataset): Promise<number | undefined> {
  const [hash, again] = [await hashOfFirst(data), await hashOfFirst(data)];
  return hash === again ? hash : undefined;
}

/** Returns the FNV-1a hash of the first 100 samples, over 32-bit words; always the same for batches without images or samples. */
async function hashOfFirst(data: Dataset): Promise<number> {
  const batch = await readBatch(data, firstIndices(data, 100));
  try {
    const values = await (samplesOf(batch) as tf.Tensor | undefined)?.data();
    const bits = new Uint32Array(Float32Array.from(values ?? []).buffer);
    return bits.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5);
  } finally {
    disposeBatch(batch);
  }
}
