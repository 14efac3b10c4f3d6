import { ArgumentError } from './errors';
import * as kind from './options/kinds';
import type { Rng } from './rng';

/** To be replaced by `readOptions`. */
export function checkOptions<O extends object>(
  argument: string,
  options: O,
  names: Readonly<Record<O extends unknown ? keyof O : never, unknown>>,
): void {
  const known = Object.keys(names);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ArgumentError(argument, `an object with options among ${known.join(', ')}`, options);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(name)) {
      throw new ArgumentError(argument, `no other options than ${known.join(', ')}`, name);
    }
  }
}

/** To be replaced by `kind.signal`. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal !== undefined) kind.signal.read('signal', signal);
}

/** To be replaced by `kind.rng`. */
export function checkRng(argument: string, rng: Rng): void {
  kind.rng.read(argument, rng);
}
