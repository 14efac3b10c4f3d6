import * as core from '@ae-lab/core';
import type { ArrayDataset } from '@ae-lab/datasets';
import type { ImageRow, ReportPicture } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';

/** Returns a picture of the report. `fileName` also names its PNG file; the caption is its alternative text as well. */
export function picture(fileName: string, svg: string, caption: string): ReportPicture {
  return { type: 'picture', svg, alt: caption, fileName };
}

/** Returns the position of the first image of each class. */
export function onePerClass({ labels, classes }: core.ImageDataset): number[] {
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
    core.disposeBatch(batch);
  }
}

/** Returns images, with noise if it is given, and their reconstructions by each model, as rows for `imageRows`. */
export function reconstructionRows(
  data: ArrayDataset,
  indices: ArrayLike<number>,
  models: Readonly<Record<string, core.Reconstructor>>,
  noise?: core.GaussianNoise,
): ImageRow[] {
  const seen = (images: tf.Tensor4D) => (noise ? core.corrupt(images, noise, new core.Rng(1)) : images);
  const reconstructions = Object.entries(models).map(([name, model]) => {
    return { name, images: pixelsOf(data, indices, (images) => model.reconstruct(seen(images))) };
  });
  return [{ name: noise ? 'noisy' : 'original', images: pixelsOf(data, indices, seen) }, ...reconstructions];
}

/** Returns the first two coordinates of each code, for `scatter`. */
export function planeOf({ values, dimension }: core.Codes): { readonly x: number[]; readonly y: number[] } {
  const coordinate = (axis: number) =>
    Array.from({ length: values.length / dimension }, (_, i) => values[i * dimension + axis]);
  return { x: coordinate(0), y: coordinate(1) };
}

/** Returns the pixels of `count` images of a generator. */
export function samplesOf(generator: core.Generator, count: number, seed: number): Float32Array {
  return tf.tidy(() => generator.generate(count, new core.Rng(seed)).dataSync() as Float32Array);
}
