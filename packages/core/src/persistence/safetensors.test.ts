import { FormatError } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors';

/** A file of a header and values, put together by hand. */
function file(header: unknown, dataBytes: number, headerBytes?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setUint32(0, headerBytes ?? text.length, true);
  bytes.set(text, 8);
  return bytes;
}

const pair = (changes: object) => ({ a: { dtype: 'I32', shape: [2], data_offsets: [0, 8], ...changes } });

const REFERENCE = [
  'c8000000000000007b225f5f6d657461646174615f5f223a7b226b223a22c3a9227d2c2262223a7b226474797065223a2249',
  '3634222c227368617065223a5b322c315d2c22646174615f6f666673657473223a5b302c31365d7d2c2261223a7b22647479',
  '7065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b31362c32345d7d2c2263223a',
  '7b226474797065223a22424f4f4c222c227368617065223a5b315d2c22646174615f6f666673657473223a5b32342c32355d',
  '7d7d202020202020070000000000000000000000000100000000c03f000000c001',
];

describe('safetensors', () => {
  it('reads and writes the same bytes as the reference implementation', () => {
    // import numpy; from safetensors.numpy import save  # 0.8.0
    // print(save({'a': numpy.array([1.5, -2], 'f4'), 'b': numpy.array([[7], [2**40]]), 'c': numpy.array([True])},
    //            {'k': 'é'}).hex())
    const bytes = Uint8Array.from(Buffer.from(REFERENCE.join(''), 'hex'));
    const content: Safetensors = {
      tensors: {
        a: { type: 'F32', shape: [2], values: Float32Array.of(1.5, -2) },
        b: { type: 'I64', shape: [2, 1], values: BigInt64Array.of(7n, 2n ** 40n) },
        c: { type: 'BOOL', shape: [1], values: Uint8Array.of(1) },
      },
      metadata: { k: 'é' },
    };
    expect(decodeSafetensors(bytes, 'file')).toEqual(content);
    expect(encodeSafetensors(content)).toEqual(bytes);
  });

  it('reads back every type as it was written, aligned for other readers', () => {
    const saved: Safetensors = {
      tensors: {
        bytes: { type: 'U8', shape: [3], values: Uint8Array.of(1, 2, 255) },
        float: { type: 'F32', shape: [2, 1], values: Float32Array.of(1.5, Number.NaN) },
        double: { type: 'F64', shape: [], values: Float64Array.of(Math.PI) },
        long: { type: 'I64', shape: [1], values: BigInt64Array.of(-(2n ** 62n)) },
        int: { type: 'I32', shape: [0, 4], values: Int32Array.of() },
        bool: { type: 'BOOL', shape: [1], values: Uint8Array.of(1) },
      },
      metadata: { made: 'by hand' },
    };
    const bytes = encodeSafetensors(saved);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decodeSafetensors(bytes, 'file')).toEqual(saved);
    expect(decodeSafetensors(shifted.subarray(1), 'file')).toEqual(saved);
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  });

  it.each([
    ['an empty file', new Uint8Array(0), /at least 8 bytes, got 0/],
    ['a header beyond the end', file(pair({}), 8, 1000), /header of 1000 bytes/],
    ['a header that is not JSON', file('{"a":', 0), /expected JSON/],
    ['a header that is not an object', file([], 0), /JSON object/],
    ['text that is not UTF-8', file('{"a', 0, 2), /expected JSON/],
    ['an unknown type', file(pair({ dtype: 'F8' }), 8), /tensor 'a': expected one of the types F64, .*got F8/],
    ['an inherited name as type', file(pair({ dtype: 'toString' }), 8), /got toString/],
    ['a tensor that is null', file({ a: null }, 0), /tensor 'a'/],
    ['a negative size', file(pair({ shape: [-2] }), 8), /not a list of sizes/],
    ['a fractional size', file(pair({ shape: [0.5] }), 8), /not a list of sizes/],
    ['one offset', file(pair({ data_offsets: [0] }), 8), /pair of positions/],
    ['offsets that do not fit the shape', file(pair({ shape: [3] }), 8), /8 bytes for I32 \[3\], which take 12/],
    ['offsets in the wrong order', file(pair({ data_offsets: [8, 0] }), 8), /-8 bytes/],
    ['a tensor beyond the end', file(pair({}), 7), /ends at byte 8 of 7/],
    ['a shape of astronomic size', file(pair({ shape: [2 ** 50, 2 ** 50] }), 8), /which take/],
    ['bytes that belong to no tensor', file(pair({}), 9), /1 bytes at the end/],
    ['a gap', file(pair({ data_offsets: [1, 9] }), 9), /begins at byte 1/],
    [
      'an overlap',
      file({ ...pair({}), b: { dtype: 'U8', shape: [2], data_offsets: [7, 9] } }, 9),
      /'b': begins at byte 7/,
    ],
    ['metadata that is not text', file({ __metadata__: { a: 1 } }, 0), /__metadata__/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, 'the file')).toThrow(FormatError);
    expect(() => decodeSafetensors(bytes, 'the file')).toThrow(message);
    expect(() => decodeSafetensors(bytes, 'the file')).toThrow('the file: ');
  });

  it('decodes a file with any flipped byte to tensors or a FormatError', () => {
    const bytes = encodeSafetensors({
      tensors: { a: { type: 'F32', shape: [2], values: Float32Array.of(1, 2) } },
      metadata: {},
    });
    for (let i = 0; i < bytes.length; i++) {
      for (const mask of [1, 2, 0x40, 0xff]) {
        const damaged = bytes.slice();
        damaged[i] ^= mask;
        try {
          decodeSafetensors(damaged, 'file');
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }
    }
  });
});
