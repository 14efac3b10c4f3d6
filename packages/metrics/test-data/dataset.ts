import type { ImageDataset, ImageShape } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** Returns a data set of images [size, height, width, channels], row by row, with optional labels. */
export function datasetOf(values: ArrayLike<number>, imageShape: ImageShape, labels?: Int32Array): ImageDataset {
  const [height, width, channels] = imageShape;
  const length = height * width * channels;
  return {
    size: values.length / length,
    imageShape,
    labels,
    classes: labels === undefined ? 0 : Math.max(...labels) + 1,
    batch: (indices) => ({
      images: tf.tensor4d(
        Array.from(indices).flatMap((i) => Array.from({ length }, (_, j) => values[i * length + j])),
        [indices.length, height, width, channels],
      ),
      labels:
        labels &&
        tf.tensor1d(
          Array.from(indices, (i) => labels[i]),
          'int32',
        ),
      indices: Int32Array.from(indices),
    }),
  };
}
