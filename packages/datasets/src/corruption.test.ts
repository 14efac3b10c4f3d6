import { deflateSync, gzipSync } from 'node:zlib';
import { FormatError, Rng } from '@ae-lab/core';
import { expect, it } from 'vitest';
import { readIdx } from './idx';
import { gunzip } from './inflate';
import { readMat } from './mat';

const FLIPS = 1000;
const content = Uint8Array.from({ length: 784 }, (_, i) => (i * i) >> 5);

const idxFile = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, ...content]);

/** A little-endian file with the variable `digits`, [28, 28] of class uint8. */
function matFile(compressed: boolean): Uint8Array {
  const words = (...values: number[]) => [...new Uint8Array(Uint32Array.from(values).buffer)];
  const name = [...new TextEncoder().encode('digits'), 0, 0];
  const array = [...words(6, 8, 9, 0), ...words(5, 8, 28, 28), ...words(1, 6), ...name, ...words(2, 784), ...content];
  const matrix = [...words(14, array.length), ...array];
  const packed = deflateSync(Uint8Array.from(matrix));
  const body = compressed ? [...words(15, packed.length), ...packed] : matrix;
  return Uint8Array.from([...new TextEncoder().encode('MATLAB 5.0'.padEnd(124)), 0, 1, 73, 77, ...body]);
}

async function matContent(bytes: Uint8Array): Promise<Uint8Array> {
  const [variable] = await readMat(bytes);
  return Uint8Array.from(variable?.data ?? []);
}

/** A file, its reader, and whether the file has a checksum, which reveals a changed content. */
const FILES: [string, Uint8Array, (bytes: Uint8Array) => Promise<Uint8Array>, boolean][] = [
  ['an IDX file', idxFile, async (bytes) => Uint8Array.from(readIdx(bytes).data), false],
  ['a gzip file', gzipSync(content), gunzip, true],
  ['a MAT file', matFile(false), matContent, false],
  ['a compressed MAT file', matFile(true), matContent, true],
];

it.each(FILES)(
  '%s with a random byte changed either fails or is read without excess bytes',
  async (_, file, read, checked) => {
    expect(await read(file)).toEqual(content);
    const rng = new Rng(1);
    for (let flip = 0; flip < FLIPS; flip++) {
      const at = rng.integer(file.length);
      const bytes = Uint8Array.from(file).with(at, file[at] ^ (1 + rng.integer(255)));
      const found = await read(bytes).catch((error: unknown) => error);
      if (found instanceof Uint8Array) {
        // No more than before: no reader trusts a size before it has the bytes.
        expect(found.length).toBeLessThanOrEqual(content.length);
        if (checked) expect(Buffer.compare(found, content)).toBe(0);
      } else expect(found).toBeInstanceOf(FormatError);
    }
  },
);
