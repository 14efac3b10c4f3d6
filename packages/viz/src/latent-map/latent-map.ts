import { ArgumentError, checkInteger, type Description, kind, optional, WorkPacer } from '@ae-lab/base';
import { NUMBERS } from '../numbers';

/** Points of a plane, one per code, in the order of the codes. `scatter({ ...map })` draws them. */
export interface LatentMap {
  /** Horizontal coordinate of each code. */
  readonly x: Float64Array;
  /** Vertical coordinate of each code. */
  readonly y: Float64Array;
}

/** Options of every method that makes a {@link LatentMap}. */
export interface LatentMapOptions {
  /**
   * Seed of the map, a whole number of at least 0. The same seed, codes and options give the same map, bit for bit.
   * Default 0.
   */
  readonly seed?: number;
  /** Function called after every step with its number, from 1 to `steps`. Default: none. */
  readonly onProgress?: (progress: { readonly step: number; readonly steps: number }) => void;
  /** Signal that stops the computation: the promise is then rejected with its reason. Default: none. */
  readonly signal?: AbortSignal;
}

/** The description of {@link LatentMapOptions}. */
export const LATENT_MAP_OPTIONS = {
  seed: optional(kind.seed, 0),
  onProgress: optional(kind.callback<NonNullable<LatentMapOptions['onProgress']>>()),
  signal: optional(kind.signal),
} satisfies Description<LatentMapOptions>;

/** Latent codes of a model, as `encodeDataset` of `@ae-lab/core` returns them, or any other points. */
export interface LatentCodes {
  /** Coordinates [n, dimension], row by row, such as `await tensor.data()`. */
  readonly values: ArrayLike<number>;
  /** Latent dimension, at least 1. */
  readonly dimension: number;
}

/** Codes that have been checked. */
export interface Points {
  readonly count: number;
  readonly dimension: number;
  readonly values: Float64Array;
}

/** Returns the codes in double precision. Throws an {@link ArgumentError} unless there are `minimum` or more, all finite. */
export function checkCodes(codes: LatentCodes, minimum: number): Points {
  if (typeof codes?.values !== 'object') throw new ArgumentError('codes', 'codes as { values, dimension }', codes);
  const values = NUMBERS.read('codes.values', codes.values);
  const dimension = checkInteger('codes.dimension', codes.dimension, { from: 1 });
  const count = values.length / dimension;
  if (!Number.isInteger(count) || count < minimum) {
    throw new ArgumentError(
      'codes.values',
      `at least ${minimum} rows of ${dimension} numbers`,
      `${values.length} numbers`,
    );
  }
  const copy = Float64Array.from(values);
  const wrong = copy.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new ArgumentError(`codes.values, row ${Math.floor(wrong / dimension)}`, 'finite numbers', copy[wrong]);
  }
  return { count, dimension, values: copy };
}

/**
 * Returns a function to await between pieces of work. It gives the event loop its turns and throws the reason of an aborted
 * signal.
 */
export function turns(signal?: AbortSignal): () => Promise<void> {
  signal?.throwIfAborted();
  const pacer = new WorkPacer();
  return async () => {
    await pacer.pause();
    signal?.throwIfAborted();
  };
}
