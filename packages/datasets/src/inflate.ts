import { type Description, FormatError, kind, optional, readOptions } from '@ae-lab/core';
import { WorkPacer } from '@ae-lab/core/internal';
import { BUDGET, type Budget, budgetOf, checkBudget, checkPossible } from './budget';
import { BYTES } from './kinds';

/** Options of {@link gunzip}. */
export interface InflateOptions extends Budget {
  /** The name of the data in errors. Default `gzip data`. */
  readonly source?: string;
}

const INFLATE_OPTIONS = {
  source: optional(kind.text, 'gzip data'),
  ...BUDGET,
} satisfies Description<InflateOptions>;

/** Compressed data that {@link inflate} unpacks. */
interface Packed extends Budget {
  /** gzip (RFC 1952), or zlib (RFC 1950), which the web calls deflate. */
  readonly format: 'gzip' | 'deflate';
  /** The name of the data in errors. */
  readonly source: string;
  /** Returns the sizes in bytes that the unpacked data may have, in ascending order, which may depend on the first bytes. */
  readonly claims: (head: Uint8Array) => readonly number[];
}

/** The window size of zlib, which also names the format. */
const WINDOW_BITS = { gzip: 31, deflate: 15 };

/** The status of zlib after data that are incomplete. */
const Z_BUF_ERROR = -5;

/** The part of pako's stream that its types leave out: what of the last piece lies after the end, and the reason of a failure. */
interface Stream {
  readonly strm: { readonly avail_in: number; readonly msg: string };
}

/** Sizes of the pieces, in bytes, in which data are unpacked. */
const INPUT = 2 ** 16;
const OUTPUT = 2 ** 14;

/**
 * Unpacks a gzip file, of one member or several. Zeros may follow, as on tapes and in blocks of a fixed size. The size that the file
 * states is compared with the budget before anything is allocated, and unpacking stops as soon as there is more.
 *
 * @throws FormatError if the file is corrupt (checksum and length are verified), truncated or followed by other bytes, or if it
 *   unpacks to more than it states or than `maxBytes`.
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export async function gunzip(bytes: Uint8Array, options: InflateOptions = {}): Promise<Uint8Array> {
  BYTES.read('bytes', bytes);
  const { source, maxBytes } = readOptions('options', options, INFLATE_OPTIONS);
  if (!isGzip(bytes) || bytes.length < 18) {
    throw new FormatError(source, `expected a gzip file, got ${bytes.length} bytes of something else.`);
  }
  return inflate(bytes, { format: 'gzip', source, maxBytes, claims: () => statedSizes(bytes) });
}

/**
 * Unpacks compressed data, and gives the event loop turns meanwhile. What is returned may be shorter than claimed.
 *
 * Throws a {@link FormatError} as {@link gunzip} does.
 */
export async function inflate(bytes: Uint8Array, { format, source, maxBytes, claims }: Packed): Promise<Uint8Array> {
  // Loaded on demand: many pages read no compressed file.
  const { Inflate } = await import('pako');
  const refuse = (problem: string) => new FormatError(source, `not valid ${format} data: ${problem}.`);
  let sizes: readonly number[] | undefined;
  let unpacked = new Uint8Array(0);
  let size = 0;
  let status: number | undefined;
  const onData = (chunk: Uint8Array) => {
    sizes ??= claims(chunk);
    const needed = size + chunk.length;
    if (needed > unpacked.length) {
      const claimed = sizes.find((each) => each >= needed);
      if (claimed === undefined) throw refuse(`expected ${sizes.at(-1)} unpacked bytes, got more`);
      checkPossible(source, claimed, bytes.length);
      checkBudget(source, claimed, budgetOf(bytes.length, maxBytes));
      const before = unpacked.subarray(0, size);
      unpacked = new Uint8Array(claimed);
      unpacked.set(before);
    }
    unpacked.set(chunk, size);
    size = needed;
  };
  const start = () => {
    status = undefined;
    const onEnd = (ending: number) => {
      status = ending;
    };
    const stream = new Inflate({ windowBits: WINDOW_BITS[format], chunkSize: OUTPUT });
    return Object.assign(stream as typeof stream & Stream, { onData, onEnd });
  };
  const pacer = new WorkPacer();
  let stream = start();
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = Math.min(at + INPUT, bytes.length);
    stream.push(bytes.subarray(at, end), end === bytes.length);
    if (status === 0) {
      end -= stream.strm.avail_in;
      const rest = bytes.subarray(end);
      if (format === 'gzip' && rest.every((byte) => byte === 0)) break;
      if (format === 'deflate' ? rest.length > 0 : !isGzip(rest)) throw refuse('other bytes follow');
      stream = start();
    } else if (status !== undefined) {
      // pako goes on with the next member of a gzip file by itself.
      if (format === 'gzip' && stream.strm.msg === 'incorrect header check') throw refuse('other bytes follow');
      throw refuse(status === Z_BUF_ERROR ? 'truncated' : 'corrupt');
    }
    await pacer.pause();
  }
  return unpacked.subarray(0, size);
}

/** Whether a file begins with the two bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Returns the possible sums of the sizes at the ends of all members of a gzip file. Zeros at its end may be the last bytes of the
 * size of the last member, or follow it.
 */
function statedSizes(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const sizeBefore = (end: number) => view.getUint32(end - 4, true);
  let others = 0;
  for (let at = 18; at <= bytes.length - 18; at++) if (startsMember(bytes, at)) others += sizeBefore(at);
  const zeros = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const ends = [4, 3, 2, 1, 0].map((more) => zeros + more).filter((end) => end <= bytes.length);
  return ends.map((end) => others + sizeBefore(end));
}

/** Whether the bytes at `at` look like the header of a gzip member. By chance they do once in 10^11 bytes. */
function startsMember(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 0x1f || bytes[at + 1] !== 0x8b || bytes[at + 2] !== 8) return false;
  const [flags, level, system] = [bytes[at + 3], bytes[at + 8], bytes[at + 9]];
  return flags < 32 && [0, 2, 4].includes(level) && (system < 14 || system === 255);
}
