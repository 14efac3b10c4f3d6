import { ArgumentError } from '@ae-lab/core';
import { checkInteger } from '@ae-lab/core/internal';

/** Throws an {@link ArgumentError} unless `value` is text; `expected` says of what kind. */
export function checkText(argument: string, value: unknown, expected: string): void {
  if (typeof value !== 'string') throw new ArgumentError(argument, expected, value);
}

/** Throws an {@link ArgumentError} unless `value` is true, false or left out. */
export function checkFlag(argument: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw new ArgumentError(argument, 'true or false', value);
}

/** Throws an {@link ArgumentError} unless `bytes` is the content of a file. */
export function checkBytes(argument: string, bytes: unknown): void {
  if (!(bytes instanceof Uint8Array)) throw new ArgumentError(argument, 'the content of a file, a Uint8Array', bytes);
}

/** `values` as whole numbers in [0, size). Throws an {@link ArgumentError} for anything else than an array of such. */
export function checkIndices(argument: string, values: ArrayLike<number>, size: number): Int32Array {
  if (!Number.isInteger(values?.length)) {
    throw new ArgumentError(argument, 'an array of whole numbers', values);
  }
  return Int32Array.from(values, (value) => checkInteger(argument, value, { from: 0, to: size - 1 }));
}
