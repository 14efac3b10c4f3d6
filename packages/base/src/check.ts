import { ArgumentError } from './errors';
import { describeNumber, isWithin, type Range } from './options/range';

/** Returns the value if it is a whole number in the range. Throws an {@link ArgumentError} otherwise. */
export function checkInteger(argument: string, value: unknown, range: Range = { from: 0 }): number {
  if (Number.isSafeInteger(value) && isWithin(value as number, range)) return value as number;
  throw new ArgumentError(argument, describeNumber('a whole number', range), value);
}

/** Returns the value if it is a finite number in the range. Throws an {@link ArgumentError} otherwise. */
export function checkNumber(argument: string, value: unknown, range: Range = {}): number {
  if (Number.isFinite(value) && isWithin(value as number, range)) return value as number;
  throw new ArgumentError(argument, describeNumber('a finite number', range), value);
}

/** Returns the value if it is one of `values`. Throws an {@link ArgumentError} otherwise. */
export function checkOneOf<const T extends string>(argument: string, value: unknown, values: readonly T[]): T {
  if ((values as readonly unknown[]).includes(value)) return value as T;
  throw new ArgumentError(argument, `one of ${values.join(', ')}`, value);
}
