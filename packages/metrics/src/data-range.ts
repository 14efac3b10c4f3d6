import { ArgumentError } from '@ae-lab/core';

/** The option of metrics that depend on the range of the pixels. */
export interface DataRangeOptions {
  /** Largest minus smallest possible value of a pixel, above 0. Default 1. */
  readonly dataRange?: number;
}

/**
 * Returns the data range of such options. Checks by hand, since `readOptions` would double the size of `psnr` in a page's bundle.
 *
 * @throws ArgumentError for anything but options with a positive data range.
 */
export function readDataRange(options: DataRangeOptions): number {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ArgumentError('options', 'an object with options among dataRange', options);
  }
  const { dataRange = 1, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new ArgumentError('options', 'no other options than dataRange', unknown);
  if (!(Number.isFinite(dataRange) && dataRange > 0)) {
    throw new ArgumentError('dataRange', 'a finite number above 0', dataRange);
  }
  return dataRange;
}
