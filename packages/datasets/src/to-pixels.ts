import { ArgumentError } from '@ae-lab/core';

/**
 * Returns images as a data set keeps them: bytes in [0, 255], or float32 in [0, 1]. Throws an {@link ArgumentError} for other
 * numbers.
 */
export function toPixels(images: ArrayLike<number>): Uint8Array | Float32Array {
  if (images instanceof Uint8Array) return images;
  if (images instanceof Uint8ClampedArray) return new Uint8Array(images.buffer, images.byteOffset, images.length);
  for (let i = 0; i < images.length; i++) {
    if (typeof images[i] !== 'number' || !(images[i] >= 0 && images[i] <= 1)) {
      throw new ArgumentError(`images[${i}]`, 'a number in [0, 1] (or bytes in a Uint8Array)', images[i]);
    }
  }
  return images instanceof Float32Array ? images : Float32Array.from(images);
}
