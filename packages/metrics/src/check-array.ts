import { ArgumentError } from '@ae-lab/core';

/** Throws an {@link ArgumentError} unless `values` is an array or a typed array: not a tensor, a single number or a promise. */
export function checkArray(argument: string, values: unknown): void {
  const given = values as Partial<ArrayLike<unknown> & { readonly dataSync: unknown }> | null | undefined;
  if (typeof given === 'object' && typeof given?.length === 'number') return;
  throw new ArgumentError(argument, given?.dataSync ? 'an array, `await tensor.data()`' : 'an array', values);
}
