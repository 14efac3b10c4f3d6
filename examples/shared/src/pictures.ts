import { type Codes, disposeBatch, type ImageDataset, type Reconstructor } from '@ae-lab/core';
import type { ImageRow, ReportPicture } from '@ae-lab/viz';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** A picture of the report. The file name is also that of its PNG beside the report; the caption says what it shows. */
export function picture(fileName: string, svg: string, caption: string): ReportPicture {
  return { type: 'picture', svg, alt: caption, fileName };
}

/** The first image of each class. */
export function onePerClass({ labels, classes }: ImageDataset): number[] {
  return Array.from({ length: classes }, (_, label) => labels?.indexOf(label) ?? -1).filter((index) => index >= 0);
}

/** Some images of a data set, or what `change` makes of them, as rows of pixels. */
export function pixelsOf(
  data: ImageDataset,
  indices: ArrayLike<number>,
  change: (images: Tensor4D) => Tensor4D = (images) => images,
): Float32Array {
  const batch = data.batch(indices);
  try {
    return tidy(() => change(batch.images).dataSync() as Float32Array);
  } finally {
    disposeBatch(batch);
  }
}

/** Images above what each model makes of them, for `imageRows`. */
export function reconstructionRows(
  data: ImageDataset,
  indices: ArrayLike<number>,
  models: Readonly<Record<string, Reconstructor>>,
): ImageRow[] {
  const reconstructions = Object.entries(models).map(([name, model]) => {
    return { name, images: pixelsOf(data, indices, (images) => model.reconstruct(images)) };
  });
  return [{ name: 'original', images: pixelsOf(data, indices) }, ...reconstructions];
}

/** The first two coordinates of each code, for `scatter`. */
export function planeOf({ values, dimension }: Codes): { readonly x: number[]; readonly y: number[] } {
  const coordinate = (axis: number) =>
    Array.from({ length: values.length / dimension }, (_, i) => values[i * dimension + axis]);
  return { x: coordinate(0), y: coordinate(1) };
}
