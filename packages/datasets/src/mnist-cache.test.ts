import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FormatError, NotFoundError } from '@ae-lab/core';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { loadMnist } from './mnist';
import type { LoadMnistOptions } from './mnist-files';
import { MNIST_VARIANTS, type MnistName, PARTS } from './mnist-variants';

const big = (size: number) => [(size >>> 24) & 255, (size >>> 16) & 255, (size >>> 8) & 255, size & 255];

function idx(shape: number[], value = 0): Buffer {
  const header = Buffer.from([0, 0, 8, shape.length, ...shape.flatMap(big)]);
  return gzipSync(
    Buffer.concat([
      header,
      Buffer.alloc(
        shape.reduce((a, b) => a * b),
        value,
      ),
    ]),
    { level: 1 },
  );
}

/** The four files of `name` with images of one value, all of class 1. */
function dataSet(name: MnistName, [train, test]: number[], side = 28, value = 0): Record<string, Buffer> {
  const { files } = MNIST_VARIANTS[name];
  return {
    [`${files['train-images']}.gz`]: idx([train, side, side], value),
    [`${files['train-labels']}.gz`]: idx([train], 1),
    [`${files['test-images']}.gz`]: idx([test, side, side], value),
    [`${files['test-labels']}.gz`]: idx([test], 1),
  };
}

let cacheFolder: string;
let server: Server;
let origin: string;
let served: Record<string, Buffer>;
let requests: string[];
let warn: MockInstance;

beforeEach(async () => {
  vi.stubEnv('AE_LAB_DATA_DIR', '');
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  cacheFolder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  served = {};
  requests = [];
  server = createServer(({ url = '' }, response) => {
    requests.push(url);
    response.writeHead(served[url] ? 200 : 404).end(served[url]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
  await rm(cacheFolder, { recursive: true });
});

/** Serves `files` below /`path`/ and returns the address of that folder. */
function serve(path: string, files: Record<string, Buffer>): string {
  for (const [file, bytes] of Object.entries(files)) served[`/${path}/${file}`] = bytes;
  return `${origin}/${path}`;
}

async function fillCache(name: MnistName, files: Record<string, Buffer>): Promise<void> {
  await mkdir(join(cacheFolder, name), { recursive: true });
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(cacheFolder, name, file), bytes);
}

const cached = async (name: MnistName) => (await readdir(join(cacheFolder, name)).catch(() => [])).sort();

const load = (name: MnistName, options: LoadMnistOptions = {}) =>
  loadMnist({ name, cacheFolder, attempts: 1, backoff: 1, ...options });

describe('mirrors of the user', () => {
  const name = 'emnist-digits';
  const { files } = MNIST_VARIANTS[name];
  const right = dataSet(name, [3, 2], 2);
  const larger = Object.entries(dataSet(name, [3, 2], 4)).filter(([file]) => file.includes('test'));

  it.each<[string, Record<string, Buffer>, RegExp]>([
    ['too few labels', { [`${files['train-labels']}.gz`]: idx([2], 1) }, /expected 3 labels, one for each of .*got 2/],
    ['a test set of another form', Object.fromEntries(larger), /expected images of 2 x 2 like .*got 4 x 4/],
    ['a label out of range', { [`${files['test-labels']}.gz`]: idx([2], 10) }, /expected labels from 0 to 9, got 10/],
    ['images in place of labels', { [`${files['test-labels']}.gz`]: idx([2, 2, 2]) }, /bytes \[size\], got the shape/],
  ])('that serve %s leave nothing in the cache, and the next one is used', async (_, wrong, message) => {
    const bad = serve('bad', { ...right, ...wrong });
    const failure = await load(name, { mirrors: [bad] }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotFoundError);
    expect((failure as Error).message).toMatch(message);
    expect(await cached(name)).toEqual([]);
    const { train, test } = await load(name, { mirrors: [bad, serve('good', right)] });
    expect([train.size, test.size]).toEqual([3, 2]);
    expect(await cached(name)).toEqual(Object.keys(right).sort());
    expect(requests.filter((path) => path.startsWith('/good/')).length).toBe(4);
  });

  it('do not fill up a set with the files of another mirror, or of the cache', async () => {
    const { [`${files['test-labels']}.gz`]: _, ...rest } = dataSet(name, [3, 2], 2, 255);
    await fillCache(name, rest);
    await expect(load(name, { mirrors: [serve('part', rest)] })).rejects.toThrow(NotFoundError);
    await load(name, { mirrors: [serve('part', rest), serve('good', right)] });
    for (const [file, bytes] of Object.entries(right)) {
      expect((await readFile(join(cacheFolder, name, file))).equals(bytes)).toBe(true);
    }
  });

  it('cure a cache whose files do not belong together, with a warning', async () => {
    await fillCache(name, { ...right, [`${files['train-labels']}.gz`]: idx([7], 1) });
    const { train } = await load(name, { mirrors: [serve('good', right)] });
    expect(train.size).toBe(3);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/train-labels.*: expected 3 labels, .* got 7\. A new download has replaced it\.$/)],
    ]);
    await load(name, { mirrors: [] });
    expect(warn.mock.calls.length).toBe(1);
  });

  it('have no say where hashes do not agree with each other', async () => {
    const wrong = { ...right, [`${files['train-labels']}.gz`]: idx([2], 1) };
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const hashes = PARTS.map((part) => [part, hash(gunzipSync(wrong[`${files[part]}.gz`]))]);
    const options = { mirrors: [serve('a', wrong)], sha256: Object.fromEntries(hashes) };
    await expect(load(name, options)).rejects.toThrow(FormatError);
  });
});

describe('public mirrors', () => {
  /** Sends requests for public mirrors to the server of this test. */
  function redirect(): void {
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => fetch(url.replace(/^https?:\/\/[^/]+/, origin), init));
  }

  const name = 'emnist-mnist';
  const path = 'aurelienduarte/emnist/raw/master/gzip';

  it('must have the published number of images; a poisoned cache is told and cured', async () => {
    const right = dataSet(name, [60_000, 10_000]);
    const [trainImages] = Object.keys(right);
    redirect();
    serve(path, { ...right, [trainImages]: idx([50, 28, 28]) });
    await expect(load(name)).rejects.toThrow(/expected the shape \[60000, 28, 28\], got \[50, 28, 28\]/);
    expect(await cached(name)).not.toContain(trainImages);

    await fillCache(name, { ...right, ...dataSet(name, [3, 2]), [trainImages]: right[trainImages] });
    serve(path, right);
    requests = [];
    const { train, test } = await load(name);
    expect([train.size, test.size]).toEqual([60_000, 10_000]);
    expect(requests.length).toBe(3);
    expect(warn.mock.calls.length).toBe(3);
    expect(warn.mock.calls[0][0]).toMatch(/expected the shape \[60000\], got \[3\]\. A new download has replaced it\./);
  });

  it.each(['fashion-mnist', 'kmnist'] as const)('of %s must have the published hashes', async (hashed) => {
    await fillCache(hashed, dataSet(hashed, [3, 2]));
    const failure = await load(hashed, { download: false }).catch(String);
    for (const hash of Object.values(MNIST_VARIANTS[hashed].packedSha256!)) {
      expect(failure).toContain(`expected the SHA-256 ${hash}, got `);
    }
    redirect();
    const mirror = new URL(MNIST_VARIANTS[hashed].mirrors[0]).pathname.slice(1);
    serve(mirror, dataSet(hashed, [3, 2]));
    await expect(load(hashed)).rejects.toThrow(NotFoundError);
  });

  it('are asked by https first', () => {
    for (const { mirrors } of Object.values(MNIST_VARIANTS)) {
      const schemes = mirrors.map((mirror) => new URL(mirror).protocol);
      expect(schemes).toEqual([...schemes].sort((a, b) => Number(a === 'http:') - Number(b === 'http:')));
      expect(schemes[0]).toBe('https:');
    }
  });
});
