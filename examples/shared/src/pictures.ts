import { type Codes, disposeBatch, type ImageDataset, type Reconstructor } from '@ae-lab/core';
import type { ArrayDataset } from '@ae-lab/datasets';
import type { ImageRow, ReportPicture } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';

/** Returns a picture of the report. `fileName` also names its PNG file; the caption is its alternative text as well. */
export function picture(fileName: string, svg: string, caption: string): ReportPicture {
  return { type: 'picture', svg, alt: caption, fileName };
}

/** Returns the position of the first image of each class. */
export function onePerClass({ labels, classes }: ImageDataset): number[] {
  return Array.from({ length: classes }, (_, label) => labels?.indexOf(label) ?? -1).filter((index) => index >= 0);
}

/** Returns the pixels of some images of a data set, after `change` if it is given. */
export function pixelsOf(
  data: ArrayDataset,
  indices: ArrayLike<number>,
  change: (images: tf.Tensor4D) => tf.Tensor4D = (images) => images,
): Float32Array {
  const batch = data.batch(indices);
  try {
    return tf.tidy(() => change(batch.images).dataSync() as Float32Array);
  } finally {
    disposeBatch(batch);
  }
}

/** Returns images and their reconstructions by each model, as rows for `imageRows`. */
export function reconstructionRows(
  data: ArrayDataset,
  indices: ArrayLike<number>,
  models: Readonly<Record<string, Reconstructor>>,
): ImageRow[] {
  const reconstructions = Object.entries(models).map(([name, model]) => {
    return { name, images: pixelsOf(data, indices, (images) => model.reconstruct(images)) };
  });
  return [{ name: 'original', images: pixelsOf(data, indices) }, ...reconstructions];
}

/** Returns the first two coordinates of each code, for `scatter`. */
export function planeOf({ values, dimension }: Codes): { readonly x: number[]; readonly y: number[] } {
  const coordinate = (axis: number) =>
    Array.from({ length: values.length / dimension }, (_, i) => values[i * dimension + axis]);
  return { x: coordinate(0), y: coordinate(1) };
}
