import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ArgumentError } from '@ae-lab/base';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Files } from '../persistence/files';
import { readFiles, writeFiles } from '../persistence/place';
import { readPlace, writePlace } from './node';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(() => rm(parent, { recursive: true }));

const config = { format: 'ae-lab', formatVersion: 1, class: 'A', options: {}, networks: [], files: [] };
const files: Files = new Map([['config.json', new TextEncoder().encode(JSON.stringify(config))]]);

it('takes a folder by its path or file URL', async () => {
  const folder = join(parent, 'my model');
  await writePlace(String(pathToFileURL(folder)), files);
  expect(new Map(await readPlace(folder))).toEqual(new Map(files));
  expect(new Map(await readPlace(String(pathToFileURL(folder))))).toEqual(new Map(files));
  expect(await readdir(parent)).toEqual(['my model']);
});

it('takes a zip file by its path or file URL', async () => {
  const path = join(parent, 'my model.zip');
  await writeFile(path, zipSync(Object.fromEntries(files)));
  expect(await readPlace(path)).toEqual(files);
  expect(await readPlace(String(pathToFileURL(path)))).toEqual(files);
  await writeFile(path, 'text');
  await expect(readPlace(path)).rejects.toThrow(`${path}: expected the zip file of a saved model`);
  const other = join(parent, 'notes.txt');
  await writeFile(other, 'text');
  await expect(readPlace(other)).rejects.toThrow(
    `${other}: expected a folder or a zip file, got a file of another kind.`,
  );
  await expect(readFiles(path, { maxBytes: 3 })).rejects.toThrow(`${path}: oversized: expected at most 3 bytes in all`);
});

it('refuses to save to a zip file, before anything is written', async () => {
  for (const path of [join(parent, 'model.zip'), `${join(parent, 'model.ZIP')}/`]) {
    const message = `place: expected a folder, as saves in Node are; save to a folder and zip it afterwards, got "`;
    await expect(writeFiles(path, files)).rejects.toThrow(ArgumentError);
    await expect(writeFiles(path, files)).rejects.toThrow(message);
    await expect(writeFiles(pathToFileURL(path), files)).rejects.toThrow(message);
  }
  expect(await readdir(parent)).toEqual([]);
});

it('refuses the places of a browser', async () => {
  for (const attempt of [() => writePlace(`indexeddb://${parent}`, files), () => readPlace(`download://${parent}`)]) {
    await expect(attempt()).rejects.toThrow(ArgumentError);
    await expect(attempt()).rejects.toThrow('place: expected a folder or a file:// URL in Node, got "');
  }
});
