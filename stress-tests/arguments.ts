import { parseArgs } from 'node:util';

/**
 * Reads whole numbers and texts from the command line: `--seconds 20 --only png`. Options without a value have the default.
 *
 * @throws TypeError of Node for an option that is unknown, and an Error for one that is not a whole number.
 */
export function readArguments<T extends Readonly<Record<string, number | string | undefined>>>(defaults: T): T {
  const names = Object.keys(defaults);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options });
  const read = names.map((name): [string, number | string | undefined] => {
    const [value, fallback] = [values[name], defaults[name]];
    if (typeof value !== 'string') return [name, fallback];
    if (typeof fallback !== 'number') return [name, value];
    if (!/^\d+$/.test(value)) throw new Error(`--${name}: expected a whole number, got ${value}.`);
    return [name, Number(value)];
  });
  return Object.fromEntries(read) as T;
}

/** Returns a seed for a run that names none. */
export function anySeed(): number {
  return Date.now() % 1_000_000;
}
