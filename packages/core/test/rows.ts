import type { Codes } from '../src/latent/codes';

/** Returns the codes of the given rows. */
export function rows(...values: number[][]): Codes<number[]> {
  return { values: values.flat(), dimension: values[0].length };
}
