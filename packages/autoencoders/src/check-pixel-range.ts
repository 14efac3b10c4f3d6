import { ArgumentError, disposeBatch, type ImageDataset } from '@ae-lab/core';
import { max, min, stack, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { lastActivation } from './network-pair';

/** Throws an {@link ArgumentError} when one of the first 256 images leaves [0, 1] while the decoder's sigmoid cannot. */
export async function checkPixelRange(argument: string, data: ImageDataset, decoder: LayersModel): Promise<void> {
  if (data.size === 0 || lastActivation(decoder) !== 'sigmoid') return;
  const batch = data.batch(Array.from({ length: Math.min(data.size, 256) }, (_, i) => i));
  const range = tidy(() => stack([min(batch.images), max(batch.images)]));
  disposeBatch(batch);
  const [low, high] = await range.data();
  range.dispose();
  // Written so that NaN fails too.
  if (!(low >= 0 && high <= 1)) {
    throw new ArgumentError(argument, 'pixels in [0, 1] for a decoder that ends in a sigmoid', `[${low}, ${high}]`);
  }
}
