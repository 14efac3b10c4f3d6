import '@tensorflow/tfjs-backend-cpu';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/core';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArrayDataset } from './array-dataset';
import { fromPngs, loadPngs, type PngFile } from './load-pngs';

/** 3 x 2 pixels, written by Pillow 9.4 (Image.putdata with the values that the tests expect). */
const FROM_PILLOW = {
  palette:
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEX/AAAA/wAAAP8JCQlccX6GAAAADElEQVR4nGOQYDgCAAEQAN0R5Q8iAAAA' +
    'AElFTkSuQmCC',
  paletteAlpha:
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEX/AAAA/wAAAP8JCQlccX6GAAAABHRSTlP/AP//07BylAAAAAxJREFUeJxj' +
    'kGA4AgABEADdEeUPIgAAAABJRU5ErkJggg==',
  oneBit: 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQAAAAC1D1u3AAAADElEQVR4nGNYwKAAAAIEAME0wyijAAAAAElFTkSuQmCC',
  grey16:
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGNgYGBk/P+fsaGhgYGBEQAYmgODHrFKvgAAAABJRU5ErkJggg==',
  greyAlpha:
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAQAAAA3fa6RAAAAFklEQVR4nGM88Z+BkaGBkeH/fwYOBgAjUARRRtsIJgAAAABJRU5ErkJggg==',
};

const bytesOf = (data: ArrayDataset, index = 0) =>
  Array.from(data.batch([index]).images.dataSync(), (value) => Math.round(255 * value));

/** A grey PNG file of one row. */
const grey = (...data: number[]) => encode({ width: data.length, height: 1, channels: 1, data: Uint8Array.from(data) });

const read = async (name: keyof typeof FROM_PILLOW) => fromPngs([{ bytes: Buffer.from(FROM_PILLOW[name], 'base64') }]);

describe('fromPngs', () => {
  it('reads palettes', async () => {
    const data = await read('palette');
    expect(data.imageShape).toEqual([2, 3, 3]);
    expect(bytesOf(data)).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 255, 0, 0, 0, 255, 0]);
    expect(bytesOf(await read('paletteAlpha'))).toEqual([255, 0, 0, 0, 0, 0, 0, 0, 255, 9, 9, 9, 255, 0, 0, 0, 0, 0]);
  });

  it('reads grey of 1, 8 and 16 bits, with alpha or without', async () => {
    expect((await read('oneBit')).imageShape).toEqual([2, 3, 1]);
    expect(bytesOf(await read('oneBit'))).toEqual([255, 0, 255, 0, 0, 255]);
    expect(bytesOf(await read('grey16'))).toEqual([0, 1, 255, 128, 0, 1]);
    expect(bytesOf(await read('greyAlpha'))).toEqual([200, 0, 100, 0, 255, 7]);
  });

  it('converts all images to the same channels: colour if any has it, or as requested', async () => {
    const colour = encode({ width: 2, height: 1, channels: 4, data: Uint8Array.of(200, 100, 50, 255, 0, 0, 255, 51) });
    const files = [{ bytes: grey(7, 8) }, { bytes: colour }];
    const both = await fromPngs(files);
    expect(bytesOf(both, 0)).toEqual([7, 7, 7, 8, 8, 8]);
    expect(bytesOf(both, 1)).toEqual([200, 100, 50, 0, 0, 51]);
    // 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2 and 0.114 * 51 = 5.8
    expect(bytesOf(await fromPngs(files, { channels: 1 }), 1)).toEqual([124, 6]);
  });

  it('keeps the precision of 16 bits', async () => {
    const image = { width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(1, 65535) } as const;
    const files = [{ bytes: encode(image) }, { bytes: grey(51, 0) }];
    const data = await fromPngs(files);
    expect(data.batch([0]).images.dataSync()).toEqual(Float32Array.of(1 / 65535, 1));
    expect(data.batch([1]).images.dataSync()).toEqual(Float32Array.of(0.2, 0));
    const colour = await fromPngs(files, { channels: 3 });
    expect(colour.batch([0]).images.dataSync()).toEqual(
      Float32Array.of(...[1, 1, 1].map((value) => value / 65535), 1, 1, 1),
    );
  });

  it('keeps all pixels together within the budget', async () => {
    const files = [{ bytes: grey(1, 2) }, { bytes: grey(3, 4) }];
    expect((await fromPngs(files, { maxBytes: 4 })).size).toBe(2);
    await expect(fromPngs(files, { maxBytes: 3 })).rejects.toThrow(
      '2 PNG files: oversized: expected at most 3 bytes, got a claim of 4; raise maxBytes',
    );
    await expect(fromPngs(files, { maxBytes: 4, channels: 3 })).rejects.toThrow(/got a claim of 12/);
  });

  it('refuses files that do not match or are damaged, naming them', async () => {
    const good = { bytes: grey(1, 2), source: 'good.png' };
    await expect(fromPngs([good, { bytes: grey(1, 2, 3), source: 'wide.png' }])).rejects.toThrow(
      'wide.png: expected 2 x 1 pixels like good.png, got 3 x 1.',
    );
    await expect(fromPngs([good, { bytes: grey(1, 2).subarray(0, 40) }])).rejects.toThrow(FormatError);
    await expect(fromPngs([{ bytes: grey(...Array(300).keys()).subarray(0, 200) }])).rejects.toThrow(
      'PNG file 0: not a valid PNG file: truncated or damaged, of 200 bytes.',
    );
    await expect(fromPngs([{ bytes: grey(1, 2).with(20, 9) }])).rejects.toThrow(/PNG file 0: not a valid PNG file/);
    await expect(fromPngs([])).rejects.toThrow(ArgumentError);
    await expect(fromPngs([good, { ...good, label: 0 }])).rejects.toThrow(/a label on all files or on none/);
  });

  it.each<[string, unknown, object | undefined, string]>([
    ['one file', { bytes: grey(1) }, undefined, 'files: expected an array of at least one PNG file, got Object'],
    ['bytes alone', [grey(1)], undefined, 'files[0].bytes: expected the content of a file'],
    ['a misspelt label', [{ bytes: grey(1), class: 1 }], undefined, 'files[0]: expected no other options'],
    [
      'a label of another kind',
      [{ bytes: grey(1), label: '1' }],
      undefined,
      'files[0].label: expected a whole number of',
    ],
    ['class names of another kind', [{ bytes: grey(1) }], { classNames: [1] }, 'classNames[0]: expected text, got 1.'],
    ['two channels', [{ bytes: grey(1) }], { channels: 2 }, 'channels: expected 1 or 3, got 2.'],
    ['channels as text', [{ bytes: grey(1) }], { channels: '1' }, 'channels: expected 1 or 3, got "1".'],
    ['a misspelt option', [{ bytes: grey(1) }], { channel: 1 }, 'options: expected no other options than channels'],
  ])('refuses %s', async (_, files, options, message) => {
    const attempt = fromPngs(files as PngFile[], options);
    await expect(attempt).rejects.toThrow(ArgumentError);
    await expect(attempt).rejects.toThrow(message);
  });
});

describe('loadPngs', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('reads folders as classes, by name', async () => {
    await mkdir(join(folder, 'dog'));
    await mkdir(join(folder, 'cat'));
    await writeFile(join(folder, 'dog', '1.png'), grey(10, 11));
    await writeFile(join(folder, 'cat', 'b.PNG'), grey(2, 3));
    await writeFile(join(folder, 'cat', 'a.png'), grey(0, 1));
    await writeFile(join(folder, 'cat', 'notes.txt'), 'no image');
    const data = await loadPngs(folder);
    expect([0, 1, 2].map((index) => bytesOf(data, index))).toEqual([
      [0, 1],
      [2, 3],
      [10, 11],
    ]);
    expect(data.labels).toEqual(Int32Array.of(0, 0, 1));
    expect(data.classNames).toEqual(['cat', 'dog']);
  });

  it('has no labels for a flat folder', async () => {
    await writeFile(join(folder, 'a.png'), grey(0, 1));
    const data = await loadPngs(folder, { channels: 3 });
    expect([data.size, data.classes, data.labels, data.imageShape]).toEqual([1, 0, undefined, [1, 2, 3]]);
  });

  it('says what is missing or damaged', async () => {
    await expect(loadPngs(join(folder, 'none'))).rejects.toThrow(/none: there is no such folder/);
    await expect(loadPngs(folder)).rejects.toThrow(NotFoundError);
    await writeFile(join(folder, 'a.png'), 'nonsense');
    await expect(loadPngs(folder)).rejects.toThrow(/a\.png: not a valid PNG file/);
    await mkdir(join(folder, 'cat'));
    await expect(loadPngs(folder)).rejects.toThrow(
      `${folder}: expected PNG files, or a folder of them for each class, got a.png beside the folder cat.`,
    );
    await expect(loadPngs(undefined as unknown as string)).rejects.toThrow('folder: expected the path of a folder');
    await expect(loadPngs(folder, { size: 28 } as object)).rejects.toThrow('options: expected no other options');
  });
});
