import { type Description, kind, optional, type Read, readOptions } from '@ae-lab/base';
import type { LoadProgress } from './load-progress';

/** The longest time that a timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * Options of `load`, {@link loadModel} and the `load` of every class.
 *
 * ```ts
 * const model = await Autoencoder.load('https://example.com/my-model', {
 *   signal: AbortSignal.timeout(60_000),
 *   onProgress: ({ received, total }) => console.log(total ? received / total : `${received} bytes`),
 * });
 * ```
 */
export interface LoadOptions {
  /** Stops the load; the promise rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** Called whenever bytes have arrived over http. Default: not called. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Time without a byte after which a connection counts as lost, in milliseconds, at least 1. Default 30,000. */
  readonly idleTimeout?: number;
  /** The longest time that a load over http may take in all, in milliseconds, at least 1. Default 600,000 (ten minutes). */
  readonly totalTimeout?: number;
  /**
   * Largest size of the saved model in bytes, packed and unpacked, at least 1. A larger one is refused before it is read.
   * Default 2^30 (1 GiB).
   */
  readonly maxBytes?: number;
}

/** The description of {@link LoadOptions}. */
const LOAD_OPTIONS = {
  signal: optional(kind.signal),
  onProgress: optional(kind.callback<(progress: LoadProgress) => void>()),
  idleTimeout: optional(kind.number({ from: 1, to: LONGEST }), 30_000),
  totalTimeout: optional(kind.number({ from: 1, to: LONGEST }), 600_000),
  maxBytes: optional(kind.integer({ from: 1 }), 2 ** 30),
} satisfies Description<LoadOptions>;

/** The options of a load with their defaults. */
export type LoadSettings = Read<typeof LOAD_OPTIONS>;

/** Returns the options of a load with their defaults. Throws an {@link ArgumentError} for one that is unknown or out of range. */
export function loadSettings(options: LoadOptions = {}): LoadSettings {
  return readOptions('options', options, LOAD_OPTIONS);
}
