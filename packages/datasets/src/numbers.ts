/** The numeric typed arrays. */
export type NumericArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The constructor of a numeric typed array. */
export interface NumericConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): NumericArray;
}

/**
 * Returns the numbers that a file holds in its byte order. Single bytes are not copied. All platforms that run JavaScript
 * store numbers with the least significant byte first.
 *
 * @param bytes a whole number of elements.
 */
export function toNumbers(bytes: Uint8Array, Numbers: NumericConstructor, littleEndian: boolean): NumericArray {
  const width = Numbers.BYTES_PER_ELEMENT;
  if (width === 1) return new Numbers(bytes.buffer, bytes.byteOffset, bytes.length);
  const copy = new Uint8Array(bytes);
  if (!littleEndian) reverseEach(copy, width);
  return new Numbers(copy.buffer);
}

/** Reverses the order of the bytes of each element. */
function reverseEach(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) {
    for (let first = start, last = start + width - 1; first < last; first++, last--) {
      const byte = bytes[first];
      bytes[first] = bytes[last];
      bytes[last] = byte;
    }
  }
}
