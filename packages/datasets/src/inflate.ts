import { type Description, FormatError, kind, optional, readOptions } from '@ae-lab/core';
import { inflateChunks } from '#platform';
import type { CompressionFormat } from './compression';
import { BYTES } from './kinds';

/** Options of {@link gunzip}. */
export interface InflateOptions {
  /** The name of the data in errors. Default: the name of the format. */
  readonly source?: string;
  /** Largest size of the unpacked data in bytes; unpacking stops there. Default 2^31 - 1. */
  readonly maxBytes?: number;
}

const INFLATE_OPTIONS = {
  source: optional(kind.text),
  maxBytes: optional(kind.integer({ from: 0 }), 2 ** 31 - 1),
} satisfies Description<InflateOptions>;

/**
 * Unpacks compressed data. The size that the data claims is not trusted: memory grows with the bytes that are unpacked.
 *
 * @throws FormatError if the data is corrupt (checksum and length are verified), truncated or followed by other bytes, or if it
 *   unpacks to more than `maxBytes`.
 */
export async function inflate(
  bytes: Uint8Array,
  format: CompressionFormat,
  options: InflateOptions = {},
): Promise<Uint8Array> {
  BYTES.read('bytes', bytes);
  const { source = `${format} data`, maxBytes } = readOptions('options', options, INFLATE_OPTIONS);
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (bytes.length === 0) throw new FormatError(source, `expected ${format} data, got 0 bytes.`);
  try {
    for await (const chunk of inflateChunks(bytes, format)) {
      size += chunk.length;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\.+$/, '') : error;
    throw new FormatError(source, `not valid ${format} data: ${problem}.`);
  }
  if (size > maxBytes) throw new FormatError(source, `oversized: expected at most ${maxBytes} bytes when unpacked.`);
  return concatenate(chunks);
}

/**
 * Unpacks a gzip file. The size that the file claims is not trusted: memory grows with the bytes that are unpacked.
 *
 * @throws FormatError if the file is corrupt (checksum and length are verified), truncated or followed by other bytes, or if it
 *   unpacks to more than `maxBytes`.
 */
export function gunzip(bytes: Uint8Array, options?: InflateOptions): Promise<Uint8Array> {
  return inflate(bytes, 'gzip', options);
}

/** Whether a file begins with the two bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Returns the bytes of all chunks in one array. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let start = 0;
  for (const chunk of chunks) {
    whole.set(chunk, start);
    start += chunk.length;
  }
  return whole;
}
