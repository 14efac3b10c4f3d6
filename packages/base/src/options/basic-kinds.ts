import { checkInteger, checkNumber, checkOneOf } from '../check';
import { ArgumentError } from '../errors';
import type { Kind } from './kind';
import { describeNumber, type Range } from './range';

/**
 * A kind of one's own.
 *
 * @param expected the words after "expected" in the error.
 * @param accepts whether a value is of this kind.
 */
export function of<T>(expected: string, accepts: (value: unknown) => boolean): Kind<T> {
  return {
    expected,
    read(argument, value) {
      if (!accepts(value)) throw new ArgumentError(argument, expected, value);
      return value as T;
    },
  };
}

/** A finite number in a range. */
export function number(range: Range = {}): Kind<number> {
  return {
    expected: describeNumber('a finite number', range),
    read: (argument, value) => checkNumber(argument, value, range),
  };
}

/** A whole number in a range, of at most 2^53 - 1 so that every one of them is exact. */
export function integer(range: Range = {}): Kind<number> {
  return {
    expected: describeNumber('a whole number', range),
    read: (argument, value) => checkInteger(argument, value, range),
  };
}

/** A seed of random numbers: a whole number of at least 0. */
export const seed: Kind<number> = integer({ from: 0 });

/** True or false. */
export const flag: Kind<boolean> = of('true or false', (value) => typeof value === 'boolean');

/** A string. */
export const text: Kind<string> = of('text', (value) => typeof value === 'string');

/** One of several strings. */
export function choice<const T extends string>(values: readonly T[]): Kind<T> {
  return { expected: `one of ${values.join(', ')}`, read: (argument, value) => checkOneOf(argument, value, values) };
}
