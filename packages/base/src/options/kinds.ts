import { ArgumentError } from '../errors';
import type { ImageShape } from '../image-shape';
import type { Rng } from '../rng';
import type { Kind } from './kind';
import { describeNumber, isWithin, type Range } from './range';

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
  return of(
    describeNumber('a finite number', range),
    (value) => Number.isFinite(value) && isWithin(Number(value), range),
  );
}

/** A whole number in a range, of at most 2^53 - 1 so that every one of them is exact. */
export function integer(range: Range = {}): Kind<number> {
  return of(
    describeNumber('a whole number', range),
    (value) => Number.isSafeInteger(value) && isWithin(Number(value), range),
  );
}

/** A seed of random numbers: a whole number of at least 0. */
export const seed: Kind<number> = integer({ from: 0 });

/** True or false. */
export const flag: Kind<boolean> = of('true or false', (value) => typeof value === 'boolean');

/** A string. */
export const text: Kind<string> = of('text', (value) => typeof value === 'string');

/** One of several strings. */
export function choice<const T extends string>(values: readonly T[]): Kind<T> {
  return of(`one of ${values.join(', ')}`, (value) => (values as readonly unknown[]).includes(value));
}

/** A function; `expected` says what it takes and gives, such as `a function from codes to images`. */
export function callback<T extends (...args: never[]) => unknown>(expected = 'a function'): Kind<T> {
  return of(expected, (value) => typeof value === 'function');
}

/** An object with these methods; `expected` says what it is. */
export function withMethods<T extends object>(expected: string, ...methods: readonly (keyof T & string)[]): Kind<T> {
  return of(expected, (value) => methods.every((method) => typeof (value as T | undefined)?.[method] === 'function'));
}

/** The signal of an AbortController, not the controller itself. */
export const signal: Kind<AbortSignal> = of(
  'an AbortSignal, such as controller.signal',
  (value) => typeof (value as AbortSignal | undefined)?.aborted === 'boolean',
);

/** A source of random numbers, not a seed. */
export const rng: Kind<Rng> = withMethods<Rng>('an Rng, such as new Rng(1)', 'split');

/** An array whose entries are of one kind, with this many of them or at least so many. */
export function list<T>(
  entry: Kind<T>,
  size: { readonly length?: number; readonly atLeast?: number } = {},
): Kind<readonly T[]> {
  const { length, atLeast = 0 } = size;
  const count = length !== undefined ? `of ${length} entries` : atLeast > 0 ? `of at least ${atLeast} entries` : '';
  const expected = ['an array', count, `(each ${entry.expected})`].filter(Boolean).join(' ');
  return {
    expected,
    read(argument, value) {
      if (!Array.isArray(value) || value.length < atLeast || value.length !== (length ?? value.length)) {
        throw new ArgumentError(argument, expected, value);
      }
      return value.map((each, i) => entry.read(`${argument}[${i}]`, each));
    },
  };
}

/** Two entries of one kind. */
export function pair<T>(entry: Kind<T>): Kind<readonly [T, T]> {
  return list(entry, { length: 2 }) as Kind<unknown> as Kind<readonly [T, T]>;
}

/** [height, width, channels] of an image. */
export const imageShape: Kind<ImageShape> = of(
  '[height, width, channels] of positive whole numbers',
  (value) => Array.isArray(value) && value.length === 3 && value.every((size) => Number.isInteger(size) && size > 0),
);

/** An object whose values are of one kind, under any names. */
export function record<T>(entry: Kind<T>): Kind<Readonly<Record<string, T>>> {
  const expected = `an object (each value ${entry.expected})`;
  return {
    expected,
    read(argument, value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new ArgumentError(argument, expected, value);
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, entry.read(`${argument}.${key}`, each)]),
      );
    },
  };
}

/** A value of any of these kinds. */
export function anyOf<T extends readonly unknown[]>(
  ...kinds: { readonly [K in keyof T]: Kind<T[K]> }
): Kind<T[number]> {
  const expected = kinds.map((kind) => kind.expected).join(', or ');
  return {
    expected,
    read(argument, value) {
      for (const kind of kinds) {
        try {
          return kind.read(argument, value);
        } catch (error) {
          if (!(error instanceof ArgumentError)) throw error;
        }
      }
      throw new ArgumentError(argument, expected, value);
    },
  };
}
