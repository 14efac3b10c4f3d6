import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { disposeBatch } from './batches';
import type { ImageDataset } from './interfaces';

/**
 * Throws an {@link ArgumentError} if a pixel of the first 256 images is outside [0, 1].
 *
 * @param network the network that needs such pixels, for the message: 'a decoder that ends in a sigmoid'.
 */
export async function checkPixelRange(argument: string, data: ImageDataset, network: string): Promise<void> {
  if (data.size === 0) return;
  const batch = data.batch(Array.from({ length: Math.min(data.size, 256) }, (_, i) => i));
  const range = tf.tidy(() => tf.stack([tf.min(batch.images), tf.max(batch.images)]));
  disposeBatch(batch);
  const [low, high] = await range.data();
  range.dispose();
  // Written so that NaN fails too.
  if (!(low >= 0 && high <= 1))
    throw new ArgumentError(argument, `pixels in [0, 1] for ${network}`, `[${low}, ${high}]`);
}
