/** An argument is outside what a function accepts: the message names it, says what was expected and what came. */
export function argumentError(argument: string, expected: string, received: unknown): RangeError {
  return new RangeError(`${argument}: expected ${expected}, got ${describe(received)}.`);
}

/** Every name of an option, so that the compiler notices when one is added. */
export type Names<O> = Readonly<Record<keyof O, true>>;

/** Throws unless `options` is an object with options of the given names and no other, which would be ignored in silence. */
export function checkOptions<O extends object>(argument: string, options: O, names: Names<O>): void {
  const known = Object.keys(names);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw argumentError(argument, `an object with options among ${known.join(', ')}`, options);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(name)) {
      throw argumentError(argument, `no other options than ${known.join(', ')}`, name);
    }
  }
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

/** Throws unless `values` is an array, typed or not: a tensor is none. */
export function checkArray<T extends ArrayLike<unknown>>(argument: string, values: T): T {
  if (typeof values === 'object' && typeof values?.length === 'number') return values;
  const isTensor = typeof (values as { readonly dataSync?: unknown } | undefined)?.dataSync === 'function';
  throw argumentError(argument, isTensor ? 'an array: pass `await tensor.data()`' : 'an array', values);
}

/** Throws unless `values` is an array of `length` entries. */
export function checkLength<T extends ArrayLike<unknown>>(argument: string, values: T, length: number): T {
  if (checkArray(argument, values).length === length) return values;
  throw argumentError(argument, `${length} entries`, values);
}

/** Throws unless `texts` is an array of texts, `length` of them if that is given. */
export function checkTexts(argument: string, texts: readonly string[], length?: number): readonly string[] {
  checkLength(argument, texts, length ?? checkArray(argument, texts).length);
  for (const [i, text] of Array.from(texts).entries()) checkText(`${argument}[${i}]`, text);
  return texts;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `${value.constructor.name} of length ${(value as unknown as ArrayLike<unknown>).length}`;
  }
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object' && value !== null) return value.constructor?.name ?? 'object';
  return String(value);
}
