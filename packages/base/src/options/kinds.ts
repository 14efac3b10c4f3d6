import { ArgumentError } from '../errors';
import type { ImageShape } from '../image-shape';
import type { Rng } from '../rng';
import { of } from './basic-kinds';
import type { Kind } from './kind';

export * from './basic-kinds';

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
  const entries = (count: number) => (count === 1 ? '1 entry' : `${count} entries`);
  const count = length !== undefined ? `of ${entries(length)}` : atLeast > 0 ? `of at least ${entries(atLeast)}` : '';
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
