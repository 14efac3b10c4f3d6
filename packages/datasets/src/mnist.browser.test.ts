import { NotFoundError } from '@ae-lab/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadMnist } from './mnist';

const idx = (shape: number[], ...content: number[]) =>
  Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...content]);

const FILES: Record<string, Uint8Array<ArrayBuffer>> = {
  'train-images-idx3-ubyte.gz': idx([2, 1, 2], 1, 2, 3, 4),
  'train-labels-idx1-ubyte.gz': idx([2], 5, 0),
  't10k-images-idx3-ubyte.gz': idx([1, 1, 2], 5, 6),
  't10k-labels-idx1-ubyte.gz': idx([1], 7),
};
const name = 'kmnist';
let requests: string[];

/** A server with the files below /data/. */
beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', async (url: string) => {
    requests.push(url);
    const [, folder, file] = /^(.*)\/(.*)$/.exec(url) ?? [];
    const found = folder === '/data' ? FILES[file] : undefined;
    return found ? new Response(found) : new Response(null, { status: 404 });
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await caches.delete('ae-lab');
});

it('reads a folder of the server', async () => {
  const { train, test } = await loadMnist({ name, folder: '/data/' });
  expect([train.size, test.size, ...train.labels!]).toEqual([2, 1, 5, 0]);
  expect(requests).toEqual(Object.keys(FILES).map((file) => `/data/${file}`));
  await expect(loadMnist({ name, folder: '/none' })).rejects.toThrow(NotFoundError);
});

it('reports progress while it reads a folder, and stops by a signal', async () => {
  const seen: string[] = [];
  await loadMnist({ name, folder: '/data', onProgress: ({ url }) => void seen.push(url) });
  expect(seen).toEqual(Object.keys(FILES).map((file) => `/data/${file}`));
  const signal = AbortSignal.abort(new Error('Enough.'));
  await expect(loadMnist({ name, folder: '/data', signal })).rejects.toThrow('Enough.');
});

it('treats a web page in place of a file as a missing file', async () => {
  const answer = fetch;
  const page = new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } });
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.startsWith('/pages/') && url.endsWith('.gz')) return page.clone();
    return answer(url.startsWith('/pages/') ? `${url.replace('/pages/', '/data/')}.gz` : url);
  });
  expect((await loadMnist({ name, folder: '/pages' })).train.size).toBe(2);
});

it('downloads into the Cache API', async () => {
  const options = { name, mirrors: ['/data'], cacheFolder: 'test' } as const;
  expect((await loadMnist(options)).train.size).toBe(2);
  expect(requests.length).toBe(4);
  expect((await loadMnist(options)).train.size).toBe(2);
  expect(requests.length).toBe(4);
  const failure = await loadMnist({ ...options, cacheFolder: 'other', download: false }).catch(String);
  expect(failure).toContain('NotFoundError: The kmnist data is not here and could not be downloaded.');
  expect(failure).toContain("or pass their folder as 'folder'; or use syntheticDigits(), which needs no files.");
  expect(failure).not.toMatch(/environment|command line/);
});
