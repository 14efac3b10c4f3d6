import { resolveObjectURL } from 'node:buffer';
import 'fake-indexeddb/auto';
import { ArgumentError, NotFoundError } from '@ae-lab/base';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeConfig, type Files } from '../persistence/files';
import { loadSettings } from '../persistence/load-options';
import { readFiles } from '../persistence/place';
import { readPlace, resealPlace, writePlace } from './browser';

/** A save whose class has this name. */
async function files(name: string): Promise<Files> {
  const weights: Files = new Map([['a/weights.bin', Uint8Array.of(1, 2)]]);
  return new Map([
    ...weights,
    ['config.json', await encodeConfig({ class: name, options: {}, networks: [] }, weights)],
  ]);
}

afterEach(() => vi.unstubAllGlobals());

describe('IndexedDB', () => {
  it('keeps saves by name, and replaces one as a whole', async () => {
    await writePlace('indexeddb://a', await files('1'));
    await writePlace('indexeddb://b/c', await files('2'));
    await writePlace('indexeddb://a', await files('C'));
    expect(await readPlace('indexeddb://a')).toEqual(await files('C'));
    expect(await readPlace('indexeddb://b/c')).toEqual(await files('2'));
    expect(await readPlace('indexeddb://b/c', loadSettings({ maxBytes: 1000 }))).toEqual(await files('2'));
    await expect(readPlace('indexeddb://b/c', loadSettings({ maxBytes: 100 }))).rejects.toThrow(
      'indexeddb://b/c: oversized: expected at',
    );
  });

  it('keeps the checkpoint of a training from a model, and a model from a checkpoint', async () => {
    const [checkpoint, model] = [await files('Checkpoint'), await files('Model')];
    for (const [place, first, second, message] of [
      ['indexeddb://c', checkpoint, model, 'place: expected a place without the checkpoint of a training'],
      ['indexeddb://m', model, checkpoint, 'checkpoint.place: expected a checkpoint, or nothing yet, got "Model".'],
    ] as const) {
      await writePlace(place, first);
      await writePlace(place, first);
      await expect(writePlace(place, second)).rejects.toThrow(ArgumentError);
      await expect(writePlace(place, second)).rejects.toThrow(message);
      expect(await readPlace(place)).toEqual(first);
    }
  });

  it('is resealed after an edit, such as one by another program', async () => {
    const edited = new Map([...(await files('A')), ['a/weights.bin', Uint8Array.of(1, 3)]]);
    await writePlace('indexeddb://edited', edited);
    await expect(readPlace('indexeddb://edited')).rejects.toThrow(/a\/weights\.bin: does not match.*resealSave/);
    await resealPlace('indexeddb://edited');
    expect((await readPlace('indexeddb://edited')).get('a/weights.bin')).toEqual(Uint8Array.of(1, 3));
    await expect(resealPlace('indexeddb://nothing')).rejects.toThrow(NotFoundError);
    await expect(resealPlace('download://a')).rejects.toThrow('place: expected indexeddb://name in a browser');
    edited.delete('a/weights.bin');
    await writePlace('indexeddb://edited', edited);
    await expect(resealPlace('indexeddb://edited')).rejects.toThrow('indexeddb://edited/a/weights.bin: missing.');
  });

  it('reports a save that is missing or cannot be kept', async () => {
    await expect(readPlace('indexeddb://none')).rejects.toThrow(NotFoundError);
    await expect(writePlace('indexeddb://', await files('1'))).rejects.toThrow(ArgumentError);
    await expect(writePlace('a/folder', await files('1'))).rejects.toThrow(/place: .*in a browser.*a\/folder/);
    await expect(readPlace('download://a')).rejects.toThrow(/place: .*download/);
    const unclonable = new Map([['config.json', (() => {}) as unknown as Uint8Array]]);
    await writePlace('indexeddb://a', await files('1'));
    await expect(writePlace('indexeddb://a', unclonable)).rejects.toThrow(/Could not save to indexeddb:\/\/a/);
    expect(await readPlace('indexeddb://a')).toEqual(await files('1'));
  });
});

describe('a download', () => {
  it('is a zip that can be loaded again', async () => {
    const link = { href: '', download: '', click: vi.fn() };
    vi.stubGlobal('document', { createElement: () => link });
    await writePlace('download://digits', await files('7'));
    expect(link.click).toHaveBeenCalledOnce();
    expect(link.download).toBe('digits.zip');
    expect(await readFiles(resolveObjectURL(link.href) as Blob)).toEqual(await files('7'));
  });

  it('is refused where there is no page, as in a worker', async () => {
    await expect(writePlace('download://digits', await files('7'))).rejects.toThrow(
      /place: .*in a worker.*download:\/\/digits/,
    );
  });
});
