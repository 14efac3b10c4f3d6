import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, FormatError } from '@ae-lab/base';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodeConfig, type Files } from './files';
import { readFiles, writeFiles } from './place';
import { zip } from './zip';

const weights: Files = new Map([['a/weights.bin', Uint8Array.of(0, 1, 2, 255)]]);
const config = await encodeConfig({ class: 'A', options: {}, networks: [] }, weights);
const FILES: Files = new Map([['config.json', config], ...weights]);

it('a server cannot be saved to, and the message has its URL', async () => {
  const address = 'https://localhost/model';
  const message = `place: expected a folder or a file:// URL in Node, got "${address}".`;
  await expect(writeFiles(address, FILES)).rejects.toThrow(message);
  await expect(writeFiles(new URL(address), FILES)).rejects.toThrow(message);
});

describe('a model in a zip file', () => {
  it('reads back as it was written, also when another program compressed it', async () => {
    expect(await readFiles(zip(FILES))).toEqual(FILES);
    const compressed = zipSync({ ...Object.fromEntries(FILES), 'a/': new Uint8Array() }, { level: 9 });
    expect(await readFiles(new File([compressed], 'model.zip'))).toEqual(FILES);
  });

  it('is read from a zip of its folder, beside the files of a system', async () => {
    const inFolder = Object.fromEntries([...FILES].map(([path, bytes]) => [`my model/${path}`, bytes]));
    const ofSystem = { 'my model/.DS_Store': new Uint8Array(3), '__MACOSX/my model/._config.json': new Uint8Array(3) };
    const folders = { 'my model/': new Uint8Array(), 'my model/.ae-lab-lease-1': new Uint8Array(9) };
    for (const entries of [inFolder, { ...folders, ...inFolder, ...ofSystem }, { ...ofSystem, ...inFolder }]) {
      expect(await readFiles(new File([zipSync(entries)], 'model.zip'))).toEqual(FILES);
    }
    const two = new File([zipSync({ ...inFolder, 'other/a.txt': new Uint8Array(1) })], 'model.zip');
    await expect(readFiles(two)).rejects.toThrow('model.zip: expected a saved model, but it has no config.json.');
  });

  it('is refused when a file is longer than config.json lists, before it is unpacked', async () => {
    const longer = zipSync({ ...Object.fromEntries(FILES), 'a/weights.bin': new Uint8Array(100_000) }, { level: 9 });
    for (const maxBytes of [50_000, 2 ** 30]) {
      const error = await readFiles(new File([longer], 'model.zip'), { maxBytes }).catch((reason: Error) => reason);
      expect(error).toBeInstanceOf(FormatError);
      expect((error as Error).message).toBe(
        'model.zip/a/weights.bin: longer than the 4 bytes that config.json lists for it: another file, or damaged.',
      );
    }
  });

  it('is refused when it is damaged', async () => {
    const bytes = new Uint8Array(await zip(FILES).arrayBuffer());
    const truncated = new File([bytes.subarray(0, 60)], 'model.zip');
    await expect(readFiles(truncated)).rejects.toThrow(FormatError);
    await expect(readFiles(truncated)).rejects.toThrow('model.zip: expected the zip file of a saved model');
    await expect(readFiles(new Blob(['text']))).rejects.toThrow('the zip file: expected');
  });

  it('never takes more memory than its size can hold', async () => {
    const bomb = zipSync({ 'a.bin': new Uint8Array(1000) }, { level: 9 });
    // The uncompressed size stands 24 bytes into the central directory's entry.
    const entry = bomb.findIndex((_, i) => String.fromCharCode(...bomb.subarray(i, i + 4)) === 'PK\x01\x02');
    new DataView(bomb.buffer).setUint32(entry + 24, 0xf0000000, true);
    await expect(readFiles(new Blob([bomb]))).rejects.toThrow(/a\.bin claims to hold 4026531840 bytes/);
  });

  it('is refused when its entries share one body', async () => {
    const one = Buffer.from(zipSync({ 'a.bin': new Uint8Array(1000) }, { level: 0 }));
    const [entry, end] = ['PK\x01\x02', 'PK\x05\x06'].map((mark) => one.indexOf(mark, 0, 'latin1'));
    const entries = Array.from({ length: 30 }, () => one.subarray(entry, end));
    const closing = Buffer.from(one.subarray(end));
    closing.writeUInt16LE(30, 8);
    closing.writeUInt16LE(30, 10);
    closing.writeUInt32LE(30 * (end - entry), 12);
    const shared = Buffer.concat([one.subarray(0, entry), ...entries, closing]);
    await expect(readFiles(new File([shared], 'model.zip'))).rejects.toThrow(
      'model.zip: its entries are together larger than the zip file itself.',
    );
  });

  it('is refused when it is larger than allowed, packed or unpacked', async () => {
    const size = [...FILES.values()].reduce((sum, { length }) => sum + length, 0);
    const packed = zip(FILES);
    await expect(readFiles(packed, { maxBytes: packed.size - 1 })).rejects.toThrow(FormatError);
    expect(await readFiles(packed, { maxBytes: packed.size })).toEqual(FILES);
    const large: Files = new Map([['a.bin', new Uint8Array(100_000)]]);
    const listing = await encodeConfig({ class: 'A', options: {}, networks: [] }, large);
    const zeros = zipSync({ 'config.json': listing, ...Object.fromEntries(large) }, { level: 9 });
    const message = `model.zip: oversized: expected at most 99999 bytes in all; raise maxBytes unless the file is damaged.`;
    await expect(readFiles(new File([zeros], 'model.zip'), { maxBytes: 99_999 })).rejects.toThrow(message);
    expect(size).toBeLessThan(packed.size);
  });
});

describe('the options of a load', () => {
  it('are refused when they are unknown or out of range', async () => {
    const load = (options: object) => readFiles(zip(FILES), options);
    await expect(load({ timeout: 1 })).rejects.toThrow(ArgumentError);
    await expect(load({ idleTimeout: 0 })).rejects.toThrow(
      /^idleTimeout: expected a finite number from 1 to 2147483647/,
    );
    await expect(load({ totalTimeout: Number.POSITIVE_INFINITY })).rejects.toThrow(/^totalTimeout/);
    await expect(load({ maxBytes: 1.5 })).rejects.toThrow(/^maxBytes: expected a whole number/);
    await expect(load({ onProgress: true })).rejects.toThrow(/^onProgress: expected a function/);
    await expect(load({ signal: new AbortController() })).rejects.toThrow(/^signal: expected an AbortSignal/);
  });

  it('are not advised for a file in a folder that is longer than config.json lists', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    await mkdir(join(parent, 'a'));
    for (const [path, bytes] of FILES) await writeFile(join(parent, path), bytes);
    await writeFile(join(parent, 'a/weights.bin'), new Uint8Array(5000));
    const error = await readFiles(parent, { maxBytes: 4000 }).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toBe(
      `${join(parent, 'a/weights.bin')}: longer than the 4 bytes that config.json lists for it: another file, or damaged.`,
    );
    await rm(parent, { recursive: true });
  });

  it('bound the size of a folder, too', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    const place = join(parent, 'model');
    await mkdir(join(place, 'a'), { recursive: true });
    for (const [path, bytes] of FILES) await writeFile(join(place, path), bytes);
    const size = [...(await readFiles(place)).values()].reduce((sum, { length }) => sum + length, 0);
    expect(await readFiles(place, { maxBytes: size })).toEqual(await readFiles(place));
    await expect(readFiles(place, { maxBytes: size - 1 })).rejects.toThrow(FormatError);
    await expect(readFiles(place, { maxBytes: size - 1 })).rejects.toThrow('weights.bin: oversized: expected at most');
    await rm(parent, { recursive: true });
  });

  it('stop a load by the signal, at any place', async () => {
    const reason = new Error('never mind');
    for (const place of [zip(FILES), 'some/folder', 'https://localhost/model']) {
      await expect(readFiles(place, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    }
  });
});
