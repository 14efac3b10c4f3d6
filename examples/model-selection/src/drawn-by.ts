import type * as tf from '@tensorflow/tfjs-core';

/** Returns the pixels of drawn images and frees the tensor. */
export function drawnBy(draw: () => tf.Tensor4D): Float32Array {
  const images = draw();
  const pixels = images.dataSync<'float32'>();
  images.dispose();
  return pixels;
}
