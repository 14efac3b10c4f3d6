import * as tf from '@tensorflow/tfjs-core';

/** Returns the images of reconstruction.py: a pattern, and the same pattern with noise. One image each, in [0, 1]. */
export function testPair(shape: readonly number[], strength: number): [tf.Tensor4D, tf.Tensor4D] {
  const [height, width, channels] = shape;
  const image: number[] = [];
  const other: number[] = [];
  for (let i = 0; i < height * width * channels; i++) {
    const c = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / channels / width);
    const value = (x * 9 + y * y + c * 70) % 256;
    const noise = ((i * i * 31 + i * 17) % 101) - 50;
    image.push(value / 255);
    other.push(Math.min(255, Math.max(0, value + Math.floor((noise * strength) / 8))) / 255);
  }
  return [tf.tensor4d(image, [1, height, width, channels]), tf.tensor4d(other, [1, height, width, channels])];
}
