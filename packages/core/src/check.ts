import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from './errors';
import type { ImageDataset, ImageShape } from './interfaces';

/** Throws an {@link ArgumentError} unless `value` is a whole number in [minimum, maximum]; returns it otherwise. */
export function checkInteger(argument: string, value: unknown, minimum = 0, maximum = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isInteger(value) || (value as number) < minimum || (value as number) > maximum) {
    const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
    throw new ArgumentError(argument, `a whole number ${range}`, value);
  }
  return value as number;
}

/** Throws an {@link ArgumentError} unless `value` is a finite number in [minimum, maximum]; returns it otherwise. */
export function checkNumber(argument: string, value: unknown, minimum = -Infinity, maximum = Infinity): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < minimum || value > maximum) {
    const bounds = [minimum > -Infinity && `at least ${minimum}`, maximum < Infinity && `at most ${maximum}`];
    const range = bounds.filter(Boolean).join(' and ');
    throw new ArgumentError(argument, `a finite number${range && ` of ${range}`}`, value);
  }
  return value;
}

/** Throws an {@link ArgumentError} unless `value` is one of `options`; returns it otherwise. */
export function checkOneOf<T extends string>(argument: string, value: unknown, options: readonly T[]): T {
  if (!options.includes(value as T)) throw new ArgumentError(argument, `one of ${options.join(', ')}`, value);
  return value as T;
}

/**
 * Throws an {@link ArgumentError} unless `shape` is [height, width, channels] of positive whole numbers and, if another shape
 * is expected, equals it; returns it otherwise.
 */
export function checkImageShape(argument: string, shape: unknown, expected?: ImageShape): ImageShape {
  if (!Array.isArray(shape) || shape.length !== 3 || !shape.every((size) => Number.isInteger(size) && size > 0)) {
    throw new ArgumentError(argument, '[height, width, channels] of positive whole numbers', shape);
  }
  if (expected !== undefined && String(shape) !== String(expected)) {
    throw new ArgumentError(argument, `[${expected.join(', ')}]`, shape);
  }
  return shape as unknown as ImageShape;
}

/** Throws an {@link ArgumentError} unless `images` is a batch of images of the given shape. */
export function checkImages(argument: string, images: Tensor, [height, width, channels]: ImageShape): void {
  if (images.rank !== 4 || String(images.shape.slice(1)) !== String([height, width, channels])) {
    throw new ArgumentError(argument, `a tensor of shape [n, ${height}, ${width}, ${channels}]`, images.shape);
  }
}

/** Throws an {@link ArgumentError} unless the data set has at least one image, and images of the model's shape. */
export function checkData(model: { readonly imageShape: ImageShape }, data: ImageDataset): void {
  if (data.size === 0) throw new ArgumentError('data', 'at least one image', 'an empty data set');
  if (data.imageShape.join() !== model.imageShape.join()) {
    throw new ArgumentError('data', `images of the model's shape, [${model.imageShape}]`, data.imageShape);
  }
}

/** Throws an {@link ArgumentError} unless `codes` is a batch of codes of the given size. */
export function checkCodes(argument: string, codes: Tensor, latentDim: number): void {
  if (codes.rank !== 2 || codes.shape[1] !== latentDim) {
    throw new ArgumentError(argument, `a tensor of shape [n, ${latentDim}]`, codes.shape);
  }
}
