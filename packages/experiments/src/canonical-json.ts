import { ArgumentError } from '@ae-lab/base';

/**
 * JSON with sorted keys and without properties that are undefined, so that equal values give equal text. Throws an
 * {@link ArgumentError} that names the place of what JSON cannot hold: functions, class instances, NaN and the like.
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
  if (!isScalar) throw new ArgumentError(argument, 'a value that JSON can hold', value);
  return JSON.stringify(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
