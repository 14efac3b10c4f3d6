import { FormatError } from '@ae-lab/core';
import { checkInteger, checkOptions } from '@ae-lab/core/internal';
import { inflateChunks } from '#platform';
import { checkBytes } from './check';
import type { CompressionFormat } from './compression';

/** What to call the data in errors, and how large it may become. */
export interface InflateOptions {
  /** Default: the format's name. */
  readonly source?: string;
  /** More bytes than this are refused as they come. Default: 2^31 - 1. */
  readonly maxBytes?: number;
}

/**
 * Unpacks compressed data. The size that the data claims is not believed: memory grows with what really comes out.
 *
 * @throws FormatError if the data is corrupt (checksum and length are verified), truncated, followed by other bytes, or
 *   larger than `maxBytes` when unpacked.
 */
export async function inflate(
  bytes: Uint8Array,
  format: CompressionFormat,
  options: InflateOptions = {},
): Promise<Uint8Array> {
  checkBytes('bytes', bytes);
  checkOptions('options', options, { source: true, maxBytes: true });
  const { source = `${format} data`, maxBytes = 2 ** 31 - 1 } = options;
  checkInteger('maxBytes', maxBytes);
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

/** Unpacks a gzip file, see `inflate`. */
export function gunzip(bytes: Uint8Array, options?: InflateOptions): Promise<Uint8Array> {
  return inflate(bytes, 'gzip', options);
}

/** Whether a file begins like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bytes of all chunks in one array. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let start = 0;
  for (const chunk of chunks) {
    whole.set(chunk, start);
    start += chunk.length;
  }
  return whole;
}
