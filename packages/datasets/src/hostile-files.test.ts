import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { crc32 } from '@ae-lab/core/internal';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

function word(value: number, littleEndian = false): Buffer {
  const bytes = Buffer.alloc(4);
  if (littleEndian) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  return Buffer.concat([word(content.length), body, word(crc32(body))]);
}

function png(width: number, height: number, depth: number, packed: Uint8Array): Buffer {
  const header = Buffer.concat([word(width), word(height), Buffer.of(depth, 0, 0, 0, 0)]);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.of())]);
}

/** A MAT file with one compressed element whose array claims `size` bytes and has many more. */
function mat(size: number): Buffer {
  const header = Buffer.from(`${'MATLAB 5.0 MAT-file'.padEnd(124)}\0\x01IM`, 'latin1');
  const packed = deflateSync(Buffer.concat([word(14, true), word(size, true), zeros]));
  return Buffer.concat([header, word(15, true), word(packed.length, true), packed]);
}

const zeros = new Uint8Array(150_000_000);

function claiming(size: number, packed: Buffer): Buffer {
  packed.writeUInt32LE(size, packed.length - 4);
  return packed;
}

/** Measures, in the child, the processor time and the memory that a refusal takes. */
const CHILD = `
  import { readFileSync } from 'node:fs';
  import { decodePng, gunzip, readMat } from './readers.mjs';
  const read = {
    png: (bytes) => decodePng(bytes, 'a.png'),
    gz: (bytes) => gunzip(bytes),
    mat: (bytes) => readMat(bytes),
  };
  const [kind, path, valid] = process.argv.slice(2);
  await read[kind](readFileSync(valid)); // loads the inflater, as any other file before would
  const bytes = readFileSync(path);
  const memory = process.resourceUsage().maxRSS;
  const since = process.cpuUsage();
  const refusal = await read[kind](bytes).then(() => 'accepted', (error) => error.name);
  const { user, system } = process.cpuUsage(since);
  const megabytes = (process.resourceUsage().maxRSS - memory) / 1024;
  console.log(JSON.stringify({ refusal, milliseconds: (user + system) / 1000, megabytes }));
`;

describe('files made to exhaust a process', () => {
  let folder: string;

  beforeAll(async () => {
    const base = join(import.meta.dirname, '../../base/src/index.ts');
    folder = mkdtempSync(join(tmpdir(), 'ae-lab-'));
    const readers = ['decode-png', 'inflate', 'mat'].map((name) => `export * from './${name}';`).join('\n');
    await build({
      stdin: { contents: readers, resolveDir: import.meta.dirname, loader: 'ts' },
      outfile: join(folder, 'readers.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@ae-lab/source'],
      // The readers need no more of it, and TensorFlow.js takes seconds to bundle.
      alias: { '@ae-lab/core': base, '@ae-lab/core/internal': base },
    });
    writeFileSync(join(folder, 'child.mjs'), CHILD);
    writeFileSync(join(folder, 'valid.png'), png(1, 1, 8, deflateSync(Buffer.of(0, 1))));
    writeFileSync(join(folder, 'valid.gz'), gzipSync('valid'));
    writeFileSync(join(folder, 'valid.mat'), mat(0).subarray(0, 128));
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, 'png' | 'gz' | 'mat', () => Buffer]>([
    ['a few bytes that claim 2^28 pixels', 'png', () => png(2 ** 28, 1, 8, deflateSync(Buffer.of(0, 0)))],
    ['278 bytes that claim 2 * 10^9 pixels', 'png', () => png(46_000, 46_000, 1, deflateSync(Buffer.alloc(2e5)))],
    ['8 x 8 pixels with 150 MB of scan lines', 'png', () => png(8, 8, 8, deflateSync(zeros))],
    ['gzip that says how large it is', 'gz', () => gzipSync(zeros)],
    ['gzip that lies about its size', 'gz', () => claiming(10, gzipSync(zeros))],
    ['gzip of two members, the first of them large', 'gz', () => Buffer.concat([gzipSync(zeros), gzipSync('end')])],
    ['an array that says how large it is', 'mat', () => mat(zeros.length)],
    ['an array that lies about its size', 'mat', () => mat(1000)],
  ])('are refused within 100 ms and 100 MB: %s', (name, kind, make) => {
    const path = join(folder, `${name.replace(/\W/g, '-')}.${kind}`);
    writeFileSync(path, make());
    const args = [join(folder, 'child.mjs'), kind, path, join(folder, `valid.${kind}`)];
    const { refusal, milliseconds, megabytes } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(refusal).toBe('FormatError');
    expect(milliseconds).toBeLessThan(100);
    expect(megabytes).toBeLessThan(100);
  });
});
