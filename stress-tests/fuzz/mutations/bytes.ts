import type { Rng } from '@ae-lab/base';

/** Numbers at which readers make mistakes. */
export const NUMBERS = [
  ...[0, 1, 2, 3, 7, 8, 9, 16, 127, 128, 255, 256, 65_535, 65_536, 2 ** 20, 2e7],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, -1, -2, 2 ** 53, 1e308, 0.5, 1.5],
];

/** Returns one item. */
export function pick<T>(rng: Rng, items: ArrayLike<T>): T {
  return items[rng.integer(items.length)];
}

/** Returns bytes with 1 to 4 changes: bits, bytes, numbers, and ranges that are cut out, doubled, overwritten or added. */
export function mutateBytes(bytes: Uint8Array, rng: Rng): { bytes: Uint8Array; what: string } {
  const changes = 1 + Math.floor(4 * rng.uniform() ** 3);
  let changed = bytes;
  const what: string[] = [];
  for (let i = 0; i < changes; i++) {
    const name = pick(rng, Object.keys(CHANGES));
    // Headers are small, and more interesting than what follows.
    const range = rng.uniform() < 0.3 ? Math.min(64, changed.length) : changed.length;
    const at = range === 0 ? 0 : rng.integer(range);
    changed = CHANGES[name](changed, at, rng);
    what.push(`${name} at ${at}`);
  }
  return { bytes: changed, what: what.join(', ') };
}

const CHANGES: Readonly<Record<string, (bytes: Uint8Array, at: number, rng: Rng) => Uint8Array>> = {
  'a bit': (bytes, at, rng) => write(bytes, at, [(bytes[at] ?? 0) ^ (1 << rng.integer(8))]),
  'a byte': (bytes, at, rng) => write(bytes, at, [rng.integer(256)]),
  'a number': (bytes, at, rng) => write(bytes, at, integerBytes(pick(rng, NUMBERS), pick(rng, [1, 2, 4, 8]), rng)),
  cut: (bytes, at) => bytes.slice(0, at),
  'a range removed': (bytes, at, rng) => join(bytes.subarray(0, at), bytes.subarray(at + length(rng))),
  'a range doubled': (bytes, at, rng) => join(bytes.subarray(0, at + length(rng)), bytes.subarray(at)),
  'a range overwritten': (bytes, at, rng) =>
    write(bytes, at, bytes.slice(rng.integer(bytes.length + 1)).slice(0, length(rng))),
  'noise added': (bytes, at, rng) =>
    join(
      bytes.subarray(0, at),
      Uint8Array.from({ length: length(rng) }, () => rng.integer(256)),
      bytes.subarray(at),
    ),
};

/** Returns the bytes of a whole number in either byte order. */
function integerBytes(value: number, width: number, rng: Rng): number[] {
  const bytes = Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) & 255);
  return rng.uniform() < 0.5 ? bytes : bytes.reverse();
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function write(bytes: Uint8Array, at: number, values: ArrayLike<number>): Uint8Array {
  const changed = bytes.slice();
  for (let i = 0; i < values.length && at + i < changed.length; i++) changed[at + i] = values[i];
  return changed;
}

function length(rng: Rng): number {
  return 1 + Math.floor(64 * rng.uniform() ** 2);
}
