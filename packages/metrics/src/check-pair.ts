import { ArgumentError } from '@ae-lab/core';
import type * as tf from '@tensorflow/tfjs-core';

/** Throws an {@link ArgumentError} unless both are [n, height, width, channels], of the same shape, with at least one pixel. */
export function checkPair(images: tf.Tensor4D, reconstructions: tf.Tensor4D): void {
  if (images?.rank !== 4 || images.size === 0) {
    throw new ArgumentError(
      'images',
      'a tensor [n, height, width, channels] that is not empty',
      images?.shape ?? images,
    );
  }
  if (images.shape.join() !== reconstructions?.shape?.join()) {
    throw new ArgumentError(
      'reconstructions',
      `the shape of images, [${images.shape}]`,
      reconstructions?.shape ?? reconstructions,
    );
  }
}
