/** An argument is outside what a function accepts: the message names it, says what was expected and what came. */
export function argumentError(argument: string, expected: string, received: unknown): RangeError {
  return new RangeError(`${argument}: expected ${expected}, got ${describe(received)}.`);
}

/** Throws unless `value` is a whole number of at least `minimum`. */
export function checkInteger(argument: string, value: number, minimum: number): number {
  if (Number.isInteger(value) && value >= minimum) return value;
  throw argumentError(argument, `a whole number of at least ${minimum}`, value);
}

/** Throws unless `value` is a finite number above `bound`. */
export function checkAbove(argument: string, value: number, bound: number): number {
  if (Number.isFinite(value) && value > bound) return value;
  throw argumentError(argument, `a finite number above ${bound}`, value);
}

/** Throws unless `value` is one of `options`. */
export function checkOneOf<T extends string>(argument: string, value: T, options: readonly T[]): T {
  if (options.includes(value)) return value;
  throw argumentError(argument, `one of ${options.join(', ')}`, value);
}

/** Throws unless `value` is text. */
export function checkText(argument: string, value: string): string {
  if (typeof value === 'string') return value;
  throw argumentError(argument, 'text', value);
}

/** Throws unless `values` has `length` entries. */
export function checkLength<T extends ArrayLike<unknown>>(argument: string, values: T, length: number): T {
  if (values.length === length) return values;
  throw argumentError(argument, `${length} entries`, values);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `${value.constructor.name} of length ${(value as unknown as ArrayLike<unknown>).length}`;
  }
  if (typeof value === 'object' && value !== null) return JSON.stringify(value).slice(0, 60);
  return String(value);
}
