import { ArgumentError } from '@ae-lab/base';
import type { Threading } from './threading';

/** The most threads that can be asked for. */
export const MOST_THREADS = 64;

/** The most threads that are started unasked; the kernels of most networks keep no more busy. */
const MOST_UNASKED = 8;

/**
 * Returns the number of threads where the user chose none: what the environment says or, without that, the number of cores.
 *
 * @throws ArgumentError if the environment variable is no such number.
 */
export function threadCount({ wanted, cores }: Threading): number {
  const text = wanted();
  if (text === undefined) return Math.min(cores(), MOST_UNASKED);
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS) {
    throw new ArgumentError('AE_LAB_THREADS', `a whole number from 1 to ${MOST_THREADS}`, text);
  }
  return count;
}
