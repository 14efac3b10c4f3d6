import { type ImageShape, Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageBatch, ImageDataset } from '../src/data/dataset';

/** Images whose batches are there at once. */
export interface TestImages extends ImageDataset {
  batch(indices: ArrayLike<number>): ImageBatch;
}

/** Returns a data set of the given pixels. */
export function images(imageShape: ImageShape, pixels: Float32Array, labels?: Int32Array): TestImages {
  const imageSize = imageShape[0] * imageShape[1] * imageShape[2];
  return {
    imageShape,
    labels,
    size: pixels.length / imageSize,
    classes: labels === undefined ? 0 : Math.max(...labels) + 1,
    batch(indices) {
      const chosen = new Float32Array(indices.length * imageSize);
      Array.from(indices).forEach((index, i) => {
        chosen.set(pixels.subarray(index * imageSize, (index + 1) * imageSize), i * imageSize);
      });
      return {
        images: tf.tensor4d(chosen, [indices.length, ...imageShape]),
        labels:
          labels &&
          tf.tensor1d(
            Int32Array.from(indices, (index) => labels[index]),
            'int32',
          ),
        indices: Int32Array.from(indices),
      };
    },
  };
}

/** Returns images of uniform noise. */
export function noiseImages(size: number, imageShape: ImageShape, seed = 1): TestImages {
  return images(imageShape, new Rng(seed).uniforms(size * imageShape[0] * imageShape[1] * imageShape[2]));
}
