import { ArgumentError, type ImageShape, kind } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import type { Dataset, Shaped } from './data/dataset';
import { sampleShapeOf } from './data/samples';
import { DATASET } from './kinds';

/** Returns the value if it is an image shape, and the expected one if there is one. Throws an {@link ArgumentError} otherwise. */
export function checkImageShape(argument: string, value: unknown, expected?: ImageShape): ImageShape {
  const shape = kind.imageShape.read(argument, value);
  if (expected !== undefined && String(shape) !== String(expected)) {
    throw new ArgumentError(argument, `[${expected.join(', ')}]`, shape);
  }
  return shape;
}

/** Returns the shape of the samples. Throws an {@link ArgumentError} unless `data` is a data set. */
export function checkDataset(argument: string, data: Dataset): readonly number[] {
  return sampleShapeOf(argument, DATASET.read(argument, data));
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

/** Throws an {@link ArgumentError} unless `data` has at least one sample, and samples of the model's shape. */
export function checkData(model: Shaped, data: Dataset): void {
  const shape = checkDataset('data', data);
  checkNotEmpty('data', data);
  const expected = sampleShapeOf('model', model);
  if (String(shape) !== String(expected)) {
    throw new ArgumentError('data', `samples of the model's shape, [${expected.join(', ')}]`, shape);
  }
}

/** Throws an {@link ArgumentError} if a data set has no samples. */
export function checkNotEmpty(argument: string, { size }: Dataset): void {
  if (size === 0) throw new ArgumentError(argument, 'at least one sample', 'an empty data set');
}

/** Throws an {@link ArgumentError} unless `codes` is a batch of codes of the given size. */
export function checkCodes(argument: string, codes: tf.Tensor, latentDim: number): void {
  if (codes?.rank !== 2 || codes.shape[1] !== latentDim) {
    throw new ArgumentError(argument, `a tensor of shape [n, ${latentDim}]`, codes?.shape ?? codes);
  }
}
