import { FormatError } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import { readIdx } from './idx';

const bytes = (...values: number[]) => Uint8Array.from(values);
const header = (type: number, ...shape: number[]) => [0, 0, type, shape.length, ...shape.flatMap((n) => [0, 0, 0, n])];

describe('readIdx', () => {
  it('reads every element type', () => {
    const read = (type: number, ...content: number[]) => readIdx(bytes(...header(type, 2), ...content)).data;
    expect(read(8, 1, 255)).toEqual(Uint8Array.of(1, 255));
    expect(read(9, 1, 255)).toEqual(Int8Array.of(1, -1));
    expect(read(11, 1, 2, 255, 254)).toEqual(Int16Array.of(258, -2));
    expect(read(12, 0, 1, 0, 0, 255, 255, 255, 255)).toEqual(Int32Array.of(65536, -1));
    expect(read(13, 0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0)).toEqual(Float32Array.of(1.5, -2));
    expect(read(14, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0)).toEqual(Float64Array.of(1.5, -0));
  });

  it('returns the shape, slowest dimension first', () => {
    expect(readIdx(bytes(...header(8, 2, 1, 3), 1, 2, 3, 4, 5, 6))).toEqual({
      shape: [2, 1, 3],
      data: bytes(1, 2, 3, 4, 5, 6),
    });
    expect(readIdx(bytes(...header(8, 0, 28, 28))).data.length).toBe(0);
  });

  it('reads part of a larger buffer', () => {
    const file = bytes(9, 9, 9, ...header(11, 1), 1, 2, 9);
    expect(readIdx(file.subarray(3, 13)).data).toEqual(Int16Array.of(258));
  });

  it('refuses everything else, naming the file', () => {
    const read = (...content: number[]) => {
      return () => readIdx(bytes(...content), { source: 'x-ubyte' });
    };
    expect(() => readIdx('x-ubyte' as never)).toThrow('bytes: expected the content of a file, a Uint8Array, got "x-u');
    expect(() => readIdx(new Uint8Array(4), { name: 'x' } as never)).toThrow('options: expected no other options');
    expect(() => readIdx(new Uint8Array(4), { source: 5 } as never)).toThrow('source: expected text, got 5.');
    expect(read()).toThrow(FormatError);
    expect(read()).toThrow('x-ubyte: expected an IDX file, got 0 bytes.');
    expect(read(...header(8, 2), 1)).toThrow('x-ubyte: truncated: expected 10 bytes for the shape [2], got 9.');
    expect(read(...header(8, 2), 1, 2, 3)).toThrow(/oversized/);
    expect(read(0, 0, 8, 3, 0, 0)).toThrow(/truncated: expected a header of 16 bytes/);
    expect(read(...header(10, 2), 1, 2)).toThrow(/magic number 0x00000a01/);
    expect(read(0, 0, 8, 0, 1)).toThrow(/magic number/);
    expect(read(0x1f, 0x8b, 8, 0, 1)).toThrow(/gzip/);
    expect(read(0, 0, 14, 2, ...Array(8).fill(255), 1)).toThrow(/truncated: expected \d+e?\+?\d* bytes/);
    expect(read(0, 0, 8, 255, ...Array(255 * 4).fill(255))).toThrow(/truncated: expected Infinity bytes/);
  });
});
