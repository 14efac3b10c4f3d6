import { kind } from '@ae-lab/core';
import { WHOLE_NUMBERS } from './kinds';

/** Returns `values` as whole numbers in [0, size). Throws an {@link ArgumentError} for anything but an array of such numbers. */
export function checkIndices(argument: string, values: ArrayLike<number>, size: number): Int32Array {
  const index = kind.integer({ from: 0, to: size - 1 });
  return Int32Array.from(WHOLE_NUMBERS.read(argument, values), (value) => index.read(argument, value));
}
