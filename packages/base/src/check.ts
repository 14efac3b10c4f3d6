import { choice, integer, number } from './options/kinds';
import type { Range } from './options/range';

/** Returns the value if it is a whole number in the range. Throws an {@link ArgumentError} otherwise. */
export function checkInteger(argument: string, value: unknown, range: Range = { from: 0 }): number {
  return integer(range).read(argument, value);
}

/** Returns the value if it is a finite number in the range. Throws an {@link ArgumentError} otherwise. */
export function checkNumber(argument: string, value: unknown, range: Range = {}): number {
  return number(range).read(argument, value);
}

/** Returns the value if it is one of `values`. Throws an {@link ArgumentError} otherwise. */
export function checkOneOf<const T extends string>(argument: string, value: unknown, values: readonly T[]): T {
  return choice(values).read(argument, value);
}
