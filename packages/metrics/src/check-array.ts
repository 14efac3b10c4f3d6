import { ArgumentError } from '@ae-lab/core';

/** Throws an `ArgumentError` unless `values` is an array of any kind: no tensor, no single number, no promise. */
export function checkArray(argument: string, values: unknown): void {
  const given = values as Partial<ArrayLike<unknown> & { readonly dataSync: unknown }> | null | undefined;
  if (typeof given === 'object' && typeof given?.length === 'number') return;
  throw new ArgumentError(argument, given?.dataSync ? 'an array, `await tensor.data()`' : 'an array', values);
}
