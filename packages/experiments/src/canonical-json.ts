import { ArgumentError, type Kind } from '@ae-lab/base';

/**
 * Returns JSON with sorted keys and without properties that are undefined, so that equal values give equal text.
 *
 * @throws ArgumentError with the path of a value that JSON cannot hold: a function, class instance, NaN and the like.
 */
export function canonicalJson(argument: string, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item, i) => canonicalJson(`${argument}[${i}]`, item)).join()}]`;
  if (isPlainObject(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    const entries = keys
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(`${argument}.${key}`, value[key])}`);
    return `{${entries.join()}}`;
  }
  const isScalar = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (!isScalar) throw new ArgumentError(argument, JSON_VALUE.expected, value);
  return JSON.stringify(value);
}

/** A value that JSON can hold. */
export const JSON_VALUE: Kind<unknown> = {
  expected: 'a value that JSON can hold',
  read(argument, value) {
    canonicalJson(argument, value);
    return value;
  },
};

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
