import type { Tensor4D } from '@tensorflow/tfjs-core';

/** The pixels of images, which are then freed. */
export function drawnBy(draw: () => Tensor4D): Float32Array {
  const images = draw();
  const pixels = images.dataSync<'float32'>();
  images.dispose();
  return pixels;
}
