import { deflateSync } from 'node:zlib';
import { FormatError } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import { readMat } from './mat';

/**
 * Written by SciPy 1.10:
 * savemat(f, {'x': arange(6.).reshape(2, 3) / 5, 'y': array([[3], [7]], uint8), 's': 'text',
 *   'i': array([[-5, 2**40]], int64), 'c': array([[1, 'a']], object), 'z': array([[1 + 2j]]),
 *   'f': array([[.5]], float32), 'h': array([[-300]], int16), 'st': {'p': 1}}, do_compression=True)
 */
const FROM_SCIPY =
  'TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IEZyaSBOb3YgMjAgMTg6MDQ6MTYgMjAyNgAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAPAAAAHic42NgYEgAYjYg5oDSIMAK5TMBMTMQMwJhBZDmBGIDBgQwBoPH9rNmgsBJ' +
  'KP0SSt+0h6j6YA8A1xYS2A8AAAApAAAAeJzjY2BgMABiNiDmAGJOBghghfKZgJgRjBkZKsF8JgZmdgYGABi7AO8PAAAAKAAAAHic42NgYDAAYjYg5gBiFgYI' +
  'YIXyGaFijEBYDKQFgLyS1IoSAByNArEPAAAAMAAAAHic42NgYHAAYjYg5gBiPgYIYIXyGYGYCUwzMmQCaR4gFgDi3/8hAKwYqAgAj+EI9w8AAAA+AAAAeJzj' +
  'Y2BgWADEbEDMAcSMDBDAisRnAtOMDMlAmg+ILZDU82FRz4hkDg+auSD1Bkj6WQjoFwCyEoE0AP4UAowPAAAAKwAAAHic42NgYPAAYjYg5gDRIAIIWKF8Rjhm' +
  'ZKgC0pxQcQj4YI/KZ3AAAE4hAo8PAAAAJQAAAHic42NgYDAAYjYg5gBidgYIYIXyGeGYkSENLM8CkrYHABfBARUPAAAAKQAAAHic42NgYDAAYjYg5gBiLgYI' +
  'YIXyGeGYkSEDSDMzMDFc+cfAAAAeMAKnDwAAADgAAAB4nONjYGCoAGI2IOYAYiYGCGCF8hnhmImhuAQkzgJWA+IXAGk+ILZA0s+HUz8E8CCJgwAA1rgClQ==';

/** The bytes of `values`, each `width` bytes wide, in either byte order. */
function integers(values: number[], width: number, littleEndian: boolean): number[] {
  return values.flatMap((value) => {
    const bytes = Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) % 256);
    return littleEndian ? bytes : bytes.reverse();
  });
}

function element(type: number, content: number[], littleEndian: boolean): number[] {
  const padding = Array((8 - (content.length % 8)) % 8).fill(0);
  return [...integers([type, content.length], 4, littleEndian), ...content, ...padding];
}

/** A little-endian file of one variable, of which any part may be wrong. */
function variableFile(parts: {
  flags?: number;
  shape?: number[];
  name?: Uint8Array;
  data?: number[];
  shapeType?: number;
}) {
  const {
    flags = 9,
    shape = [parts.data?.length ?? 0, 1],
    name = Uint8Array.of(120),
    data = [],
    shapeType = 5,
  } = parts;
  const shapeBytes = new Uint8Array((shapeType === 9 ? Float64Array : Int32Array).from(shape).buffer);
  const piece = (type: number, content: Uint8Array) => {
    const tag = new Uint8Array(Uint32Array.of(type, content.length).buffer);
    return Buffer.concat([tag, content, new Uint8Array((8 - (content.length % 8)) % 8)]);
  };
  const matrix = piece(
    14,
    Buffer.concat([
      piece(6, new Uint8Array(Uint32Array.of(flags, 0).buffer)),
      piece(shapeType, shapeBytes),
      piece(1, name),
      piece(9, new Uint8Array(Float64Array.from(data).buffer)),
    ]),
  );
  return Buffer.concat([Buffer.from(`${'MATLAB 5.0 MAT-file'.padEnd(124)}\0\x01IM`, 'latin1'), matrix]);
}

/** A file with the uint16 matrix [[1, 300], [2, 400]] of name `ab`, stored as a small element. */
function matFile(littleEndian: boolean, compressed: boolean, data = [1, 2, 300, 400]): Uint8Array {
  const word = (value: number) => integers([value], 4, littleEndian);
  const name = littleEndian ? [1, 0, 2, 0] : [0, 2, 0, 1];
  const matrix = element(
    14,
    [
      ...element(6, [...word(11), ...word(0)], littleEndian),
      ...element(5, [...word(2), ...word(2)], littleEndian),
      ...[...name, 97, 98, 0, 0],
      ...element(4, integers(data, 2, littleEndian), littleEndian),
    ],
    littleEndian,
  );
  const packed = [...deflateSync(Uint8Array.from(matrix))];
  const header = [...new TextEncoder().encode('MATLAB 5.0 MAT-file'.padEnd(124))];
  const order = littleEndian ? [0, 1, 73, 77] : [1, 0, 77, 73];
  const tag = [...word(15), ...word(packed.length)];
  return Uint8Array.from([...header, ...order, ...(compressed ? [...tag, ...packed] : matrix)]);
}

describe('readMat', () => {
  it('reads what SciPy wrote', async () => {
    const variables = await readMat(Buffer.from(FROM_SCIPY, 'base64'));
    expect(variables.map(({ name, type, shape }) => `${name} ${type} ${shape}`)).toEqual([
      'x double 2,3',
      'y uint8 2,1',
      's char 1,4',
      'i int64 1,2',
      'c cell 1,2',
      'z complex double 1,1',
      'f single 1,1',
      'h int16 1,1',
      'st struct 1,1',
    ]);
    const data = Object.fromEntries(variables.map((variable) => [variable.name, variable.data]));
    expect(data.x).toEqual(Float64Array.of(0, 3, 1, 4, 2, 5).map((value) => value / 5));
    expect(data.y).toEqual(Uint8Array.of(3, 7));
    expect(data.i).toEqual(Float64Array.of(-5, 2 ** 40));
    expect(data.f).toEqual(Float32Array.of(0.5));
    expect(data.h).toEqual(Int16Array.of(-300));
    expect([data.s, data.c, data.z, data.st]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])(
    'reads both byte orders (little: %s), compressed or not (%s), and small elements',
    async (littleEndian, compressed) => {
      const [variable, ...rest] = await readMat(matFile(littleEndian, compressed));
      expect(variable).toEqual({ name: 'ab', type: 'uint16', shape: [2, 2], data: Uint16Array.of(1, 2, 300, 400) });
      expect(rest).toEqual([]);
    },
  );

  it('reads logical arrays as 0 and 1', async () => {
    const [variable] = await readMat(variableFile({ flags: 0x0200 | 9, data: [1, 0, 1] }));
    expect(variable).toEqual({ name: 'x', type: 'logical', shape: [3, 1], data: Float64Array.of(1, 0, 1) });
    await expect(readMat(variableFile({ flags: 0x0200 | 9, data: [1, 2] }))).rejects.toThrow(
      "MAT data: variable 'x': expected values of logical, got 2.",
    );
  });

  it.each<[string, number, number[], number[]]>([
    ['uint8', 9, [0, 255], [256]],
    ['int8', 8, [-128, 127], [-129]],
    ['uint16', 11, [65535], [-1]],
    ['int32', 12, [-(2 ** 31)], [1.5]],
    ['uint64', 15, [2 ** 60], [Number.NaN]],
    ['single', 7, [1e38, Number.POSITIVE_INFINITY, Number.NaN], [1e39]],
    ['double', 6, [1e300], []],
  ])('refuses values that are not of the class %s', async (type, flags, right, wrong) => {
    expect((await readMat(variableFile({ flags, data: right })))[0].type).toBe(type);
    if (wrong.length > 0) {
      const attempt = readMat(variableFile({ flags, data: wrong }));
      await expect(attempt).rejects.toThrow(`variable 'x': expected values of ${type}, got ${wrong[0]}.`);
    }
  });

  it.each([
    [[-2, -3], 5],
    [[1.5, 4], 9],
    [Array(33).fill(1), 5],
  ])('refuses the dimensions %j', async (shape, shapeType) => {
    const attempt = readMat(variableFile({ shape, shapeType, data: [1, 2, 3, 4, 5, 6] }));
    await expect(attempt).rejects.toThrow(FormatError);
    await expect(attempt).rejects.toThrow('expected at most 32 dimensions, whole numbers from 0, got [');
  });

  it('reads a name of a million letters, and shortens it in errors', async () => {
    const name = new Uint8Array(1e6).fill(97);
    expect((await readMat(variableFile({ name, data: [1] })))[0].name.length).toBe(1e6);
    const message = await readMat(variableFile({ name, data: [300] })).catch(String);
    expect(message).toContain(`variable '${'a'.repeat(57)}...': expected values of uint8`);
  });

  it('keeps all arrays together within the budget', async () => {
    const bytes = matFile(true, true);
    const twice = Buffer.concat([bytes, bytes.subarray(128)]);
    expect(await readMat(twice, { maxBytes: 128 })).toHaveLength(2);
    await expect(readMat(twice, { maxBytes: 127 })).rejects.toThrow(/oversized: expected at most 127 bytes/);
  });

  it('refuses everything else, naming the file', async () => {
    const source = 'digits.mat';
    const reading = (bytes: Uint8Array) => readMat(bytes, { source });
    await expect(reading(new Uint8Array(0))).rejects.toThrow(FormatError);
    await expect(readMat('digits.mat' as never)).rejects.toThrow('bytes: expected the content of a file');
    await expect(readMat(new Uint8Array(200), 'digits.mat' as never)).rejects.toThrow('options: expected an object');
    await expect(reading(new Uint8Array(200))).rejects.toThrow(/digits.mat: expected a MAT file of level 5/);
    const file = matFile(true, false);
    await expect(reading(file.subarray(0, -1))).rejects.toThrow(/digits.mat: truncated/);
    await expect(reading(file.subarray(0, 133))).rejects.toThrow(/truncated/);
    await expect(reading(matFile(true, true).subarray(0, -4))).rejects.toThrow(/truncated/);
    await expect(reading(matFile(true, false, [1, 2, 3]))).rejects.toThrow(/'ab': expected \[2, 2\] elements, got 3/);
    const hdf5 = new TextEncoder().encode('MATLAB 7.3 MAT-file'.padEnd(600));
    await expect(reading(hdf5)).rejects.toThrow(/7\.3 \(HDF5\) is not supported; save it in MATLAB with '-v7'/);
    expect(await reading(file.subarray(0, 128))).toEqual([]);
  });
});
