import { resolveObjectURL } from 'node:buffer';
import 'fake-indexeddb/auto';
import { ArgumentError, NotFoundError } from '@ae-lab/base';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadSettings } from '../persistence/load-options';
import { readFiles } from '../persistence/place';
import { readPlace, writePlace } from './browser';

const files = (value: number) =>
  new Map([
    ['config.json', Uint8Array.of(value)],
    ['a/weights.bin', Uint8Array.of(value)],
  ]);

afterEach(() => vi.unstubAllGlobals());

describe('IndexedDB', () => {
  it('keeps saves by name, and replaces one as a whole', async () => {
    await writePlace('indexeddb://a', files(1));
    await writePlace('indexeddb://b/c', files(2));
    await writePlace('indexeddb://a', new Map([['config.json', Uint8Array.of(3)]]));
    expect(await readPlace('indexeddb://a')).toEqual(new Map([['config.json', Uint8Array.of(3)]]));
    expect(await readPlace('indexeddb://b/c')).toEqual(files(2));
    expect(await readPlace('indexeddb://b/c', loadSettings({ maxBytes: 2 }))).toEqual(files(2));
    await expect(readPlace('indexeddb://b/c', loadSettings({ maxBytes: 1 }))).rejects.toThrow(
      'indexeddb://b/c: oversized: expected at',
    );
  });

  it('reports a save that is missing or cannot be kept', async () => {
    await expect(readPlace('indexeddb://none')).rejects.toThrow(NotFoundError);
    await expect(writePlace('indexeddb://', files(1))).rejects.toThrow(ArgumentError);
    await expect(writePlace('a/folder', files(1))).rejects.toThrow(/place: .*in a browser.*a\/folder/);
    await expect(readPlace('download://a')).rejects.toThrow(/place: .*download/);
    const unclonable = new Map([['config.json', (() => {}) as unknown as Uint8Array]]);
    await writePlace('indexeddb://a', files(1));
    await expect(writePlace('indexeddb://a', unclonable)).rejects.toThrow(/Could not save to indexeddb:\/\/a/);
    expect(await readPlace('indexeddb://a')).toEqual(files(1));
  });
});

describe('a download', () => {
  it('is a zip that can be loaded again', async () => {
    const link = { href: '', download: '', click: vi.fn() };
    vi.stubGlobal('document', { createElement: () => link });
    await writePlace('download://digits', files(7));
    expect(link.click).toHaveBeenCalledOnce();
    expect(link.download).toBe('digits.zip');
    expect(await readFiles(resolveObjectURL(link.href) as Blob)).toEqual(files(7));
  });

  it('is refused where there is no page, as in a worker', async () => {
    await expect(writePlace('download://digits', files(7))).rejects.toThrow(
      /place: .*in a worker.*download:\/\/digits/,
    );
  });
});
