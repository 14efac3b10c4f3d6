import { ArgumentError, checkInteger } from '@ae-lab/core';

/** Points of a latent space, as `encodeDataset` gives them; your own numbers do as well. */
export interface Codes {
  /** [n, dimension], row by row. */
  readonly values: ArrayLike<number>;
  /** Numbers a point, at least 1. */
  readonly dimension: number;
}

/**
 * The number of points. Throws an `ArgumentError` if there are fewer than `minimum`, the last one is not whole or a value is
 * not finite, and names that value.
 */
export function checkPoints(argument: string, { values, dimension }: Codes, minimum = 1): number {
  checkInteger(`${argument}.dimension`, dimension, 1);
  const size = values.length / dimension;
  if (!Number.isInteger(size) || size < minimum) {
    const expected = `${dimension} values for each of at least ${minimum} points`;
    throw new ArgumentError(`${argument}.values`, expected, `${values.length} values`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      const place = `row ${Math.floor(i / dimension)}, dimension ${i % dimension}`;
      throw new ArgumentError(`${argument}.values`, 'finite numbers', `${values[i]} in ${place}`);
    }
  }
  return size;
}

/** Throws an `ArgumentError` unless both are points of the same space; returns how many each has. */
export function checkTrainTest(train: Codes, test: Codes): [trainSize: number, testSize: number] {
  const sizes: [number, number] = [checkPoints('trainCodes', train), checkPoints('testCodes', test)];
  if (train.dimension !== test.dimension) {
    throw new ArgumentError('testCodes.dimension', `${train.dimension}, that of trainCodes`, test.dimension);
  }
  return sizes;
}
