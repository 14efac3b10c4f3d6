import { ArgumentError, type Kind, kind } from '@ae-lab/base';

/** Numbers in an array, typed or not. A tensor is not an array: it has no `length`. */
export const NUMBERS: Kind<ArrayLike<number>> = kind.of(
  'an array, such as `await tensor.data()`',
  (value) => typeof value === 'object' && typeof (value as ArrayLike<number> | null)?.length === 'number',
);

/** Returns `values` if it has `length` entries. Throws an {@link ArgumentError} with their number otherwise. */
export function checkLength<T extends ArrayLike<unknown>>(argument: string, values: T, length: number): T {
  if (values.length === length) return values;
  throw new ArgumentError(argument, `${length} entries`, values.length);
}
