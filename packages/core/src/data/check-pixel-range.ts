import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { readTensors } from '../read-tensors';
import { disposeBatch, readBatch } from './batch-reader';
import { firstIndices } from './batches';
import type { Dataset, ImageBatch } from './dataset';

/**
 * Throws an {@link ArgumentError} if a pixel of the first 256 images is outside [0, 1].
 *
 * @param network the network that needs such pixels, for the message: 'a decoder that ends in a sigmoid'.
 */
export async function checkPixelRange(argument: string, data: Dataset<ImageBatch>, network: string): Promise<void> {
  if (data.size === 0) return;
  const batch = await readBatch(data, firstIndices(data, 256));
  const range = readTensors(() => [tf.stack([tf.min(batch.images), tf.max(batch.images)])]);
  const [[low, high]] = await range.finally(() => disposeBatch(batch));
  // Written so that NaN fails too.
  if (!(low >= 0 && high <= 1))
    throw new ArgumentError(argument, `pixels in [0, 1] for ${network}`, `[${low}, ${high}]`);
}
