import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, NotFoundError } from '@ae-lab/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadMat } from './load-mat';
import { loadPngs } from './load-pngs';
import { loadMnist } from './mnist';
import { MNIST_VARIANTS } from './mnist-variants';

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  for (const folder of ['folder', 'mnist', 'images']) await mkdir(join(parent, folder));
  for (const name of Object.values(MNIST_VARIANTS.mnist.files)) await writeFile(join(parent, 'mnist', name), '');
  for (const file of ['file', 'empty', 'images/0.png']) await writeFile(join(parent, file), file === 'file' ? 'x' : '');
});

afterAll(() => rm(parent, { recursive: true }));

const loaders = {
  loadMat: (path: string) => loadMat(path, { images: 'X', imageShape: [2, 2, 1] }),
  loadPngs,
  loadMnist: (folder: string) => loadMnist({ folder }),
};

it.each<[keyof typeof loaders, string, typeof FormatError | typeof NotFoundError, string]>([
  ['loadMat', 'folder', FormatError, ': expected a MAT file, got a folder.'],
  ['loadMat', 'empty', FormatError, ': expected a MAT file of level 5, got 0 bytes'],
  ['loadMat', 'none', NotFoundError, ': there is no such file.'],
  ['loadMat', 'file/below', NotFoundError, ': there is no such file.'],
  ['loadPngs', 'file', FormatError, ': expected a folder of PNG files, got a file.'],
  ['loadPngs', 'empty', FormatError, ': expected a folder of PNG files, got a file.'],
  ['loadPngs', 'folder', NotFoundError, ': there is no PNG file.'],
  ['loadPngs', 'images', FormatError, '/0.png: not a valid PNG file: it is empty.'],
  ['loadPngs', 'none', NotFoundError, ': there is no such folder.'],
  ['loadMnist', 'file', FormatError, ': expected a folder with the files train-images-idx3-ubyte, '],
  ['loadMnist', 'folder', NotFoundError, ': expected the files train-images-idx3-ubyte, '],
  ['loadMnist', 'mnist', FormatError, '/train-images-idx3-ubyte: expected an IDX file, got 0 bytes.'],
  ['loadMnist', 'none', NotFoundError, ': expected the files train-images-idx3-ubyte, '],
])('%s of %s says what there is', async (loader, place, Class, message) => {
  const error = await loaders[loader](join(parent, place)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Class);
  expect((error as Error).message).toContain(join(parent, place) + message);
});
