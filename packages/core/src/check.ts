import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from './errors';
import type { ImageDataset, ImageShape } from './interfaces';
import type { Rng } from './rng';

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
 * Throws an {@link ArgumentError} unless `options` is an object with options of the given names and no other: one that is
 * misspelt would be ignored in silence.
 *
 * @param names every option that there is, so that the compiler notices when one is added.
 */
export function checkOptions<O extends object>(
  argument: string,
  options: O,
  // Distributed over a union, of which keyof would leave what all have in common.
  names: Readonly<Record<O extends unknown ? keyof O : never, true>>,
): void {
  const known = Object.keys(names);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ArgumentError(argument, `an object with options among ${known.join(', ')}`, options);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(name)) {
      throw new ArgumentError(argument, `no other options than ${known.join(', ')}`, name);
    }
  }
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

/** Throws an {@link ArgumentError} unless `data` is a data set: neither a tensor, nor an array, nor the promise of one. */
export function checkDataset(argument: string, data: ImageDataset): void {
  if (typeof data?.batch !== 'function' || !Number.isInteger(data.size)) {
    throw new ArgumentError(argument, 'an ImageDataset, as ArrayDataset.fromArrays() and loadMnist() give', data);
  }
  checkImageShape(`${argument}.imageShape`, data.imageShape);
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

/** Throws an {@link ArgumentError} unless `signal` is an AbortSignal or left out: a controller is none. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal !== undefined && typeof signal.aborted !== 'boolean') {
    throw new ArgumentError('signal', 'an AbortSignal, such as controller.signal', signal);
  }
}

/** Throws an {@link ArgumentError} unless `rng` is an {@link Rng}: a seed is none. */
export function checkRng(argument: string, rng: Rng): void {
  if (typeof rng?.split !== 'function') throw new ArgumentError(argument, 'an Rng, such as new Rng(1)', rng);
}

/** Throws an {@link ArgumentError} unless `images` is a batch of images of the given shape. */
export function checkImages(argument: string, images: Tensor, [height, width, channels]: ImageShape): void {
  if (images.rank !== 4 || String(images.shape.slice(1)) !== String([height, width, channels])) {
    throw new ArgumentError(argument, `a tensor of shape [n, ${height}, ${width}, ${channels}]`, images.shape);
  }
}

/** Throws an {@link ArgumentError} unless `data` is a data set with at least one image, and images of the model's shape. */
export function checkData(model: { readonly imageShape: ImageShape }, data: ImageDataset): void {
  checkDataset('data', data);
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
