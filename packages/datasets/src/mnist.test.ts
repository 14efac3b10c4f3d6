import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/core';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ArrayDataset } from './array-dataset';
import { loadMnist } from './mnist';
import type { LoadMnistOptions } from './mnist-files';

const quick = { attempts: 1, backoff: 1 };

function idx(shape: number[], content: number[]): Buffer {
  return Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...content]);
}

/** Three training and two test images of 2 x 2, plain, under MNIST's names. */
const FILES: Record<string, Buffer> = {
  'train-images-idx3-ubyte': idx([3, 2, 2], [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]),
  'train-labels-idx1-ubyte': idx([3], [5, 0, 9]),
  't10k-images-idx3-ubyte': idx([2, 2, 2], [30, 31, 32, 33, 40, 41, 42, 43]),
  't10k-labels-idx1-ubyte': idx([2], [7, 1]),
};
const PACKED = Object.fromEntries(Object.entries(FILES).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
const hash = (name: string) => createHash('sha256').update(FILES[name]).digest('hex');
const sha256 = {
  'train-images': hash('train-images-idx3-ubyte'),
  'train-labels': hash('train-labels-idx1-ubyte'),
  'test-images': hash('t10k-images-idx3-ubyte'),
  'test-labels': hash('t10k-labels-idx1-ubyte'),
};

let folder: string;
let server: Server;
let requests: string[];
/** The files of the server by path. */
let served: Record<string, Buffer>;
let origin: string;

async function fill(place: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(place, name)), { recursive: true });
    await writeFile(join(place, name), bytes);
  }
}

const bytesOf = (data: ArrayDataset, index: number) =>
  Array.from(data.batch([index]).images.dataSync(), (value) => Math.round(255 * value));

const load = (options: LoadMnistOptions = {}) =>
  loadMnist({ cacheFolder: join(folder, 'cache'), mirrors: [], sha256, ...quick, ...options });

async function expectLoaded(options?: LoadMnistOptions): Promise<void> {
  const { train, test } = await load(options);
  expect([train.size, test.size, train.classes]).toEqual([3, 2, 10]);
  expect(train.imageShape).toEqual([2, 2, 1]);
  expect(train.labels).toEqual(Int32Array.of(5, 0, 9));
  expect(test.labels).toEqual(Int32Array.of(7, 1));
  expect(bytesOf(train, 1)).toEqual([10, 11, 12, 13]);
  expect(bytesOf(test, 1)).toEqual([40, 41, 42, 43]);
}

beforeEach(async () => {
  vi.stubEnv('AE_LAB_DATA_DIR', '');
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  requests = [];
  served = {};
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const bytes = served[request.url ?? ''];
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** Serves `files` below /`name`/ and returns the address of that folder. */
function mirror(name: string, files: Record<string, Buffer>): string {
  for (const [file, bytes] of Object.entries(files)) served[`/${name}/${file}`] = bytes;
  return `${origin}/${name}`;
}

it('maxBytes limits a file as it comes and what it unpacks to, wherever it lies', async () => {
  const [images, labels] = ['train-images-idx3-ubyte', 't10k-labels-idx1-ubyte'];
  const bomb = { ...PACKED, [`${images}.gz`]: gzipSync(idx([3, 2, 2], Array(100_000).fill(0))) };
  const largest = Math.max(...Object.values(PACKED).map(({ length }) => length));
  await fill(folder, PACKED);
  await expectLoaded({ folder, maxBytes: largest });
  await expect(load({ folder, maxBytes: 10 })).rejects.toThrow(/ubyte\.gz: oversized: expected at most 10 bytes/);
  await fill(join(folder, 'bomb'), bomb);
  await expect(load({ folder: join(folder, 'bomb'), maxBytes: 50_000 })).rejects.toThrow(
    /train-images-idx3-ubyte\.gz: oversized: expected at most 50000 bytes, got a claim of 100016/,
  );
  await fill(join(folder, 'plain'), FILES);
  await expectLoaded({ folder: join(folder, 'plain'), maxBytes: FILES[images].length });
  await expect(load({ folder: join(folder, 'plain'), maxBytes: FILES[labels].length })).rejects.toThrow(/oversized/);
  served = Object.fromEntries(Object.entries(bomb).map(([name, bytes]) => [`/${name}`, bytes]));
  const refusal = await load({ mirrors: [origin], maxBytes: 50_000 }).catch((error: Error) => error);
  expect(refusal).toBeInstanceOf(NotFoundError);
  expect((refusal as Error).message).toContain('oversized: expected at most 50000 bytes, got a claim of 100016');
});

describe('loadMnist', () => {
  it('reads a folder, packed or plain, or a folder in it', async () => {
    await fill(folder, { ...FILES, ...PACKED });
    await expectLoaded({ folder });
    await fill(join(folder, 'plain'), FILES);
    await expectLoaded({ folder: join(folder, 'plain') });
    await fill(join(folder, 'x', 'kmnist'), PACKED);
    await expectLoaded({ folder: join(folder, 'x'), name: 'kmnist' });
  });

  it('reads the folder that the environment names before cache and network', async () => {
    vi.stubEnv('AE_LAB_DATA_DIR', folder);
    await fill(join(folder, 'mnist'), PACKED);
    await expectLoaded({ mirrors: [mirror('a', PACKED)] });
    expect(requests).toEqual([]);
    await expect(load({ name: 'fashion-mnist' })).rejects.toThrow(NotFoundError);
  });

  it('does not take MNIST for data sets with the same file names', async () => {
    vi.stubEnv('AE_LAB_DATA_DIR', folder);
    await fill(folder, PACKED);
    await expectLoaded();
    await expect(load({ name: 'kmnist' })).rejects.toThrow(NotFoundError);
  });

  it('downloads once, then reads the cache', async () => {
    const files: string[] = [];
    await expectLoaded({ mirrors: [mirror('a', PACKED)], onProgress: ({ url }) => files.push(url) });
    expect(requests).toEqual(Object.keys(FILES).map((name) => `/a/${name}.gz`));
    expect(files).toContain(`${origin}/a/train-images-idx3-ubyte.gz`);
    expect((await readdir(join(folder, 'cache', 'mnist'))).sort()).toEqual(Object.keys(PACKED).sort());
    await expectLoaded();
    expect(requests.length).toBe(4);
  });

  it('tries the next mirror after a wrong hash, a damaged file or a missing one', async () => {
    const { 't10k-images-idx3-ubyte.gz': _, ...rest } = PACKED;
    const wrong = { ...rest, 'train-labels-idx1-ubyte.gz': gzipSync(idx([3], [5, 0, 8])) };
    const cut = { ...PACKED, 't10k-images-idx3-ubyte.gz': PACKED['t10k-images-idx3-ubyte.gz'].subarray(0, -3) };
    await expectLoaded({ mirrors: [mirror('none', {}), mirror('a', wrong), mirror('b', cut), mirror('c', PACKED)] });
    expect(requests).toContain('/b/train-labels-idx1-ubyte.gz');
    expect(requests).toContain('/c/t10k-images-idx3-ubyte.gz');
    expect(requests).not.toContain('/c/train-images-idx3-ubyte.gz');
  });

  it('replaces a damaged file in the cache', async () => {
    const file = join(folder, 'cache', 'mnist', 'train-images-idx3-ubyte.gz');
    await fill(join(folder, 'cache', 'mnist'), { ...PACKED, 'train-images-idx3-ubyte.gz': Buffer.from('nonsense') });
    await expectLoaded({ mirrors: [mirror('a', PACKED)] });
    expect(requests).toEqual(['/a/train-images-idx3-ubyte.gz']);
    expect((await readFile(file)).equals(PACKED['train-images-idx3-ubyte.gz'])).toBe(true);
  });

  it('says what to do and what failed when there is neither data nor a network', async () => {
    const failure = await load({ mirrors: [mirror('a', {})] }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotFoundError);
    const { message, cause } = failure as Error;
    expect(message).toContain(`into ${join(folder, 'cache', 'mnist')}`);
    expect(message).toContain('train-images-idx3-ubyte.gz');
    expect(message).toContain('AE_LAB_DATA_DIR');
    expect(message).toContain('syntheticDigits()');
    expect(message).toContain('--data synthetic');
    expect(message).toContain(`${origin}/a/train-images-idx3-ubyte.gz: the server answered 404.`);
    expect(cause).toMatchObject({ message: `${origin}/a/train-images-idx3-ubyte.gz: the server answered 404.` });
  });

  it.each([
    ['', {}],
    [', also in a page outside https', { crypto: {} }],
  ])('names the hash that every mirror got wrong%s', async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    onTestFinished(() => void vi.unstubAllGlobals());
    const other = { ...sha256, 'test-labels': 'ab'.repeat(32) };
    const loading = load({ mirrors: [mirror('a', PACKED)], sha256: other });
    await expect(loading).rejects.toThrow(
      `/a/t10k-labels-idx1-ubyte.gz: expected the SHA-256 ${'ab'.repeat(32)} when unpacked, got ${sha256['test-labels']}`,
    );
  });

  it('does not download if it may not, and stops by a signal', async () => {
    const mirrors = [mirror('a', PACKED)];
    const refused = await load({ mirrors, download: false }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NotFoundError);
    expect(refused).not.toHaveProperty('cause');
    await expect(load({ mirrors, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
    expect(requests).toEqual([]);
  });

  it('says where it cannot store a download', async () => {
    await fill(folder, { cache: Buffer.from('a file') });
    const loading = load({ mirrors: [mirror('a', PACKED)] });
    await expect(loading).rejects.toThrow(/cache.*the download cannot be stored here; choose another cacheFolder/);
  });

  it('reads EMNIST upright, with letters from class 0', async () => {
    const files = {
      'emnist-letters-train-images-idx3-ubyte': idx([1, 2, 2], [1, 2, 3, 4]),
      'emnist-letters-train-labels-idx1-ubyte': idx([1], [26]),
      'emnist-letters-test-images-idx3-ubyte': idx([1, 2, 2], [1, 2, 3, 4]),
      'emnist-letters-test-labels-idx1-ubyte': idx([1], [1]),
    };
    await fill(folder, files);
    const { train, test } = await load({ name: 'emnist-letters', folder });
    expect(bytesOf(train, 0)).toEqual([1, 3, 2, 4]);
    expect(train.classNames?.[train.labels![0]]).toBe('Z');
    expect(test.labels?.[0]).toBe(0);
    await fill(folder, { 'emnist-letters-test-labels-idx1-ubyte': idx([1], [0]) });
    await expect(load({ name: 'emnist-letters', folder })).rejects.toThrow(/expected labels from 1 to 26, got 0/);
  });

  it('refuses files that do not belong together, naming them', async () => {
    const reading = async (files: Record<string, Buffer>) => {
      await fill(folder, { ...FILES, ...files });
      return load({ folder });
    };
    await expect(load({ folder })).rejects.toThrow(/expected the files train-images-idx3-ubyte, .* plain or with \.gz/);
    await expect(reading({ 'train-labels-idx1-ubyte': idx([2], [5, 0]) })).rejects.toThrow(FormatError);
    await expect(reading({ 'train-labels-idx1-ubyte': idx([2], [5, 0]) })).rejects.toThrow(
      /train-labels-idx1-ubyte: expected 3 labels, one for each of .*train-images-idx3-ubyte, got 2/,
    );
    await expect(reading({ 'train-labels-idx1-ubyte': idx([3], [5, 0, 10]) })).rejects.toThrow(/from 0 to 9, got 10/);
    await expect(reading({ 't10k-images-idx3-ubyte': Buffer.alloc(0) })).rejects.toThrow(/t10k-images.*got 0 bytes/);
    await expect(reading({ 't10k-images-idx3-ubyte': idx([4], [1, 2, 3, 4]) })).rejects.toThrow(
      /t10k-images-idx3-ubyte: expected bytes \[size, height, width\], got the shape \[4\]/,
    );
    await expect(load({ name: 'mnits' as 'mnist' })).rejects.toThrow(ArgumentError);
    await expect(load({ path: folder } as object)).rejects.toThrow(
      'options: expected no other options than name, folder',
    );
    await expect(loadMnist(folder as never)).rejects.toThrow('options: expected an object');
    await expect(load({ mirrors: 'http://x' as never })).rejects.toThrow('mirrors: expected an array');
    await expect(load({ download: 'never' as never })).rejects.toThrow('download: expected true or false');
    await expect(load({ sha256: { train: 'x' } as never })).rejects.toThrow('sha256: expected no other options');
    await expect(load({ mirrors: [7] as never })).rejects.toThrow('mirrors[0]: expected an address, got 7.');
    await expect(load({ sha256: { ...sha256, 'test-labels': undefined } as never })).rejects.toThrow(
      'sha256.test-labels: expected text, got undefined.',
    );
    await expect(load({ cacheFolder: 7 as never })).rejects.toThrow(
      'cacheFolder: expected the path of a folder, got 7.',
    );
    await expect(load({ folder, attempts: 0 })).rejects.toThrow('attempts');
  });
});

const { AE_LAB_DATA_DIR } = process.env;

describe.runIf(AE_LAB_DATA_DIR)('the real MNIST (needs AE_LAB_DATA_DIR)', () => {
  it('has the hashes we know, 70,000 images and the published class counts', async () => {
    await mkdir(join(folder, 'cache'));
    for (const name of Object.keys(PACKED)) {
      await fill(join(folder, 'cache', 'mnist'), { [name]: await readFile(join(AE_LAB_DATA_DIR!, 'mnist', name)) });
    }
    const { train, test } = await loadMnist({ cacheFolder: join(folder, 'cache'), download: false });
    const counts = (data: ArrayDataset) =>
      Array.from({ length: 10 }, (_, i) => data.labels!.filter((l) => l === i).length);
    expect(counts(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(counts(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(train.imageShape).toEqual([28, 28, 1]);
  });
});
