import { ArgumentError, type ImageDataset, type ImageShape } from '@ae-lab/core';

/** Throws an `ArgumentError` unless the data set has at least one image, and images of the model's shape. */
export function checkData(model: { readonly imageShape: ImageShape }, data: ImageDataset): void {
  if (data.size === 0) throw new ArgumentError('data', 'at least one image', 'an empty data set');
  if (data.imageShape.join() !== model.imageShape.join()) {
    throw new ArgumentError('data', `images of the model's shape, [${model.imageShape}]`, data.imageShape);
  }
}
