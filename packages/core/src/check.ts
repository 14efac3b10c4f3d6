import { ArgumentError, type ImageShape, kind } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import type { ImageDataset } from './interfaces';
import { DATASET } from './kinds';

/** Returns the value if it is an image shape, and the expected one if there is one. Throws an {@link ArgumentError} otherwise. */
export function checkImageShape(argument: string, value: unknown, expected?: ImageShape): ImageShape {
  const shape = kind.imageShape.read(argument, value);
  if (expected !== undefined && String(shape) !== String(expected)) {
    throw new ArgumentError(argument, `[${expected.join(', ')}]`, shape);
  }
  return shape;
}

/** Throws an {@link ArgumentError} unless `data` is a data set of images. */
export function checkDataset(argument: string, data: ImageDataset): void {
  checkImageShape(`${argument}.imageShape`, DATASET.read(argument, data).imageShape);
}

/** Throws an {@link ArgumentError} unless `model` has the methods of the given names. */
export function checkMethods<T extends object>(
  argument: string,
  model: T,
  ...methods: readonly (keyof T & string)[]
): void {
  const missing = methods.find((method) => typeof model?.[method] !== 'function');
  if (missing !== undefined) throw new ArgumentError(argument, `a model with ${missing}()`, model);
}

/** Throws an {@link ArgumentError} unless `images` is a batch of images of the given shape. */
export function checkImages(argument: string, images: tf.Tensor, [height, width, channels]: ImageShape): void {
  if (images?.rank !== 4 || String(images.shape.slice(1)) !== String([height, width, channels])) {
    throw new ArgumentError(
      argument,
      `a tensor of shape [n, ${height}, ${width}, ${channels}]`,
      images?.shape ?? images,
    );
  }
}

/** Throws an {@link ArgumentError} unless `data` is a data set with at least one image and the model's image shape. */
export function checkData(model: { readonly imageShape: ImageShape }, data: ImageDataset): void {
  checkDataset('data', data);
  if (data.size === 0) throw new ArgumentError('data', 'at least one image', 'an empty data set');
  if (data.imageShape.join() !== model.imageShape.join()) {
    throw new ArgumentError('data', `images of the model's shape, [${model.imageShape}]`, data.imageShape);
  }
}

/** Throws an {@link ArgumentError} unless `codes` is a batch of codes of the given size. */
export function checkCodes(argument: string, codes: tf.Tensor, latentDim: number): void {
  if (codes?.rank !== 2 || codes.shape[1] !== latentDim) {
    throw new ArgumentError(argument, `a tensor of shape [n, ${latentDim}]`, codes?.shape ?? codes);
  }
}
