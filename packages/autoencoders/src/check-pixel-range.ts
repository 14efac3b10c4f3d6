import { ArgumentError, disposeBatch, type ImageDataset } from '@ae-lab/core';
import { max, min, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Throws an {@link ArgumentError} when the first images leave [0, 1] while the decoder's sigmoid cannot. */
export async function checkPixelRange(argument: string, data: ImageDataset, decoder: LayersModel): Promise<void> {
  const output = decoder.layers.findLast((layer) => layer.getConfig().activation !== undefined);
  if (data.size === 0 || output?.getConfig().activation !== 'sigmoid') return;
  const batch = data.batch(Array.from({ length: Math.min(data.size, 256) }, (_, i) => i));
  const [low, high] = tidy(() => [min(batch.images).dataSync()[0], max(batch.images).dataSync()[0]]);
  disposeBatch(batch);
  // Written so that NaN fails too.
  if (!(low >= 0 && high <= 1)) {
    throw new ArgumentError(argument, 'pixels in [0, 1] for a decoder that ends in a sigmoid', `[${low}, ${high}]`);
  }
}
