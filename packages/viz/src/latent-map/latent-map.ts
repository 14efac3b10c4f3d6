import { argumentError, checkArray, checkInteger, type Names } from '../check';

/** Points of a plane, one a code, in the order of the codes; `scatter({ ...map })` draws it. */
export interface LatentMap {
  /** To the right, one a code. */
  readonly x: Float64Array;
  /** Upwards, one a code. */
  readonly y: Float64Array;
}

/** What every method that makes a {@link LatentMap} takes. */
export interface LatentMapOptions {
  /** A whole number of at least 0; default 0. The same seed, codes and options give the same map, bit for bit. */
  readonly seed?: number;
  /** Called after every step, of which there are `steps`. */
  readonly onProgress?: (progress: { readonly step: number; readonly steps: number }) => void;
  /** Once it is aborted the promise is rejected with its reason. */
  readonly signal?: AbortSignal;
}

/** For the names of the options of every method. */
export const MAP_NAMES: Names<LatentMapOptions> = { seed: true, onProgress: true, signal: true };

/** Codes of a model, or any points; `encodeDataset` of `@ae-lab/core` gives them. */
export interface LatentCodes {
  /** [n, dimension], row by row: `await tensor.data()`. */
  readonly values: ArrayLike<number>;
  /** Numbers a code, at least 1. */
  readonly dimension: number;
}

/** Codes that were checked. */
export interface Points {
  readonly count: number;
  readonly dimension: number;
  readonly values: Float64Array;
}

/** Throws unless there are at least `minimum` codes of finite numbers. */
export function checkCodes(codes: LatentCodes, minimum: number): Points {
  if (typeof codes?.values !== 'object') throw argumentError('codes', 'codes as { values, dimension }', codes);
  const values = checkArray('codes.values', codes.values);
  const dimension = checkInteger('codes.dimension', codes.dimension, 1);
  const count = values.length / dimension;
  if (!Number.isInteger(count) || count < minimum) {
    throw argumentError('codes.values', `at least ${minimum} rows of ${dimension} numbers`, values);
  }
  const copy = Float64Array.from(values);
  const wrong = copy.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw argumentError(`codes.values, row ${Math.floor(wrong / dimension)}`, 'finite numbers', copy[wrong]);
  return { count, dimension, values: copy };
}
