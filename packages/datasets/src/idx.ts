import { FormatError, kind, optional, readOptions } from '@ae-lab/core';
import { BYTES } from './kinds';
import { type NumericArray, type NumericConstructor, toNumbers } from './numbers';

/** The content of an IDX file. */
export interface IdxArray {
  /** The size of each dimension, the slowest first. */
  readonly shape: readonly number[];
  /** The elements; the last dimension varies fastest. */
  readonly data: NumericArray;
}

/** The element type for each third byte of a file. */
const TYPES: Readonly<Record<number, NumericConstructor>> = {
  8: Uint8Array,
  9: Int8Array,
  11: Int16Array,
  12: Int32Array,
  13: Float32Array,
  14: Float64Array,
};

const READ_IDX_OPTIONS = { source: optional(kind.text, 'IDX data') };

/**
 * Reads an IDX file (http://yann.lecun.com/exdb/mnist/), the format of MNIST.
 *
 * ```ts
 * const { shape, data } = readIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4));
 * console.log(shape, data); // [3] and the bytes 5, 0, 4
 * ```
 *
 * The format, all big-endian: two zero bytes, the element type, the number of dimensions, the size of each dimension as an
 * unsigned 32-bit number, the elements. Bytes are not copied. Nothing is allocated before the header is found to agree with
 * the size of the file.
 *
 * @param options `source`: the name of the file in errors; default `IDX data`.
 * @throws FormatError for anything but exactly one IDX array.
 */
export function readIdx(bytes: Uint8Array, options: { source?: string } = {}): IdxArray {
  BYTES.read('bytes', bytes);
  const { source } = readOptions('options', options, READ_IDX_OPTIONS);
  if (bytes.length < 4) throw new FormatError(source, `expected an IDX file, got ${bytes.length} bytes.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const magic = view.getUint32(0);
  const Numbers = TYPES[bytes[2]];
  const rank = bytes[3];
  if (magic >>> 16 !== 0 || Numbers === undefined || rank === 0) {
    const found = `0x${magic.toString(16).padStart(8, '0')}`;
    const hint = magic >>> 16 === 0x1f8b ? ', which is a gzip file: unpack it first' : '';
    throw new FormatError(source, `expected an IDX file, got the magic number ${found}${hint}.`);
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw new FormatError(source, `truncated: expected a header of ${start} bytes, got ${bytes.length} bytes.`);
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = start + shape.reduce((a, b) => a * b, Numbers.BYTES_PER_ELEMENT);
  if (bytes.length !== expected) {
    const verdict = bytes.length < expected ? 'truncated' : 'oversized';
    const problem = `${verdict}: expected ${expected} bytes for the shape [${shape.join(', ')}], got ${bytes.length}.`;
    throw new FormatError(source, problem);
  }
  return { shape, data: toNumbers(bytes.subarray(start), Numbers, false) };
}
