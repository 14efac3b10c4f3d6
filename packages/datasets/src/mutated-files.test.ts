import { deflateSync, gzipSync } from 'node:zlib';
import { FormatError, Rng } from '@ae-lab/core';
import { crc32 } from '@ae-lab/core/internal';
import { expect, it } from 'vitest';
import forms from '../test/png-forms.json' with { type: 'json' };

import { decodePng } from './decode-png';
import { readIdx } from './idx';
import { gunzip } from './inflate';
import { readMat } from './mat';

const TRIES = 300;

/** Returns a copy with a few bytes changed, removed or repeated. */
function mutated(bytes: Uint8Array, rng: Rng): Uint8Array {
  const copy = Array.from(bytes);
  for (let change = rng.integer(3); change >= 0; change--) {
    const at = rng.integer(copy.length);
    const kind = rng.integer(4);
    if (kind === 0) copy.splice(at, rng.integer(9));
    else if (kind === 1) copy.splice(at, 0, ...copy.slice(at, at + rng.integer(9)));
    else copy[at] = kind === 2 ? rng.integer(256) : [0, 1, 0x7f, 0x80, 0xff][rng.integer(5)];
  }
  return Uint8Array.from(copy);
}

/** Corrects all checksums of a PNG file, so that what they protect is read. */
function resealed(png: Uint8Array): Uint8Array {
  const view = new DataView(png.buffer);
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) break;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
  return png;
}

/** Reads mutants of files. Every result has to be a FormatError, or right in itself. */
async function readMutants(
  files: readonly Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
  isRight: (result: never) => boolean,
): Promise<void> {
  const rng = new Rng(17);
  for (let i = 0; i < TRIES; i++) {
    const bytes = mutated(files[i % files.length], rng);
    const result = await Promise.resolve(bytes)
      .then(read)
      .catch((error: unknown) => error);
    const outcome = result instanceof FormatError || isRight(result as never);
    expect(outcome, `try ${i}: ${result} from ${Buffer.from(bytes).toString('base64')}`).toBe(true);
  }
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const floats = new Uint8Array(Float64Array.of(0.5, 1, 0, 0.25).buffer);
const element = (type: number, content: Uint8Array) =>
  Buffer.concat([new Uint8Array(Uint32Array.of(type, content.length).buffer), content]);
const matrix = element(
  14,
  Buffer.concat([
    element(6, new Uint8Array(Uint32Array.of(6, 0).buffer)),
    element(5, new Uint8Array(Int32Array.of(2, 2).buffer)),
    element(1, Buffer.from('variable')),
    element(9, floats),
  ]),
);
const matHeader = Buffer.from(`${'MATLAB 5.0 MAT-file'.padEnd(124)}\0\x01IM`, 'latin1');

it('reads mutants of PNG files, or refuses them', async () => {
  const files = forms.map(({ png }) => new Uint8Array(Buffer.from(png, 'base64')));
  const isRight = ({ width, height, channels, pixels }: Awaited<ReturnType<typeof decodePng>>) =>
    pixels.length === width * height * channels && pixels.every((value) => value >= 0 && value <= 255);
  await readMutants(files, (bytes) => decodePng(bytes, 'mutant'), isRight);
  await readMutants(files, (bytes) => decodePng(resealed(bytes), 'mutant'), isRight);
});

it('reads mutants of MAT files, or refuses them', async () => {
  const files = [matrix, element(15, deflateSync(matrix))].map((content) => Buffer.concat([matHeader, content]));
  await readMutants(files, readMat, (variables: Awaited<ReturnType<typeof readMat>>) =>
    variables.every(({ shape, data }) => data === undefined || data.length === size(shape)),
  );
});

it('reads mutants of IDX files, or refuses them', async () => {
  const file = Uint8Array.of(0, 0, 11, 2, 0, 0, 0, 2, 0, 0, 0, 3, ...floats.subarray(0, 12));
  await readMutants([file], readIdx, ({ shape, data }: ReturnType<typeof readIdx>) => data.length === size(shape));
});

it('reads mutants of gzip files, or refuses them', async () => {
  const content = Buffer.from('content '.repeat(20));
  const files = [gzipSync(content), Buffer.concat([gzipSync(content), gzipSync(content)])];
  await readMutants(files, gunzip, (bytes: Uint8Array) =>
    [content, Buffer.concat([content, content])].some((right) => Buffer.compare(right, bytes) === 0),
  );
});
