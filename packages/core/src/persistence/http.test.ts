import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AeLabError, FormatError, NotFoundError } from '@ae-lab/base';
import { zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeConfig, type Files } from './files';
import type { LoadProgress } from './load-progress';
import { readFiles } from './place';

/** The files of a save with these contents. */
function save(files: Record<string, Uint8Array>): Files {
  const config = {
    format: 'ae-lab',
    formatVersion: 1,
    class: 'A',
    options: {},
    networks: [],
    files: Object.keys(files),
  };
  return new Map([['config.json', new TextEncoder().encode(JSON.stringify(config))], ...Object.entries(files)]);
}

const FILES = save({ 'a/weights.bin': Uint8Array.of(0, 1, 2, 255), 'a/model.json': Uint8Array.of(3) });
/** A save of 30 files of 1,000 bytes. */
const MANY = save(
  Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n/${i}.bin`, new Uint8Array(1000).fill(i)])),
);

let server: Server | undefined;
/** The requests that the server has seen. */
let traffic: { requests: string[]; open: number; mostOpen: number };

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server with this answer to all requests, and returns its address. */
async function serve(answer: RequestListener): Promise<string> {
  const seen = { requests: [] as string[], open: 0, mostOpen: 0 };
  traffic = seen;
  const started = createServer((request, response) => {
    seen.requests.push(request.url ?? '');
    seen.mostOpen = Math.max(seen.mostOpen, ++seen.open);
    response.on('close', () => seen.open--);
    answer(request, response);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

/** Serves a save below /models/a; `changed` answers instead if it returns true. */
async function serveFiles(
  files: Files,
  changed: (path: string, response: Parameters<RequestListener>[1]) => boolean | undefined = () => false,
): Promise<string> {
  const address = await serve((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname.replace('/models/a/', '');
    if (changed(path, response)) return;
    const file = files.get(path);
    if (file) response.setHeader('content-length', file.length).end(file);
    else response.writeHead(404).end();
  });
  return `${address}/models/a`;
}

describe('a model on a server', () => {
  it.each(['', '/', '?token=1'])('is read from its URL with "%s" at the end', async (end) => {
    const address = await serveFiles(FILES);
    expect(await readFiles(address + end)).toEqual(FILES);
    expect(await readFiles(new URL(address + end))).toEqual(FILES);
    if (end.startsWith('?')) expect(traffic.requests.every((url) => url.endsWith(end))).toBe(true);
  });

  it('is read from the URL of its zip file', async () => {
    const zip = zipSync(Object.fromEntries(FILES));
    const address = await serve((request, response) => {
      if (request.url?.startsWith('/a.zip')) response.setHeader('content-length', zip.length).end(zip);
      else response.writeHead(404).end();
    });
    const seen: LoadProgress[] = [];
    expect(await readFiles(`${address}/a.zip?x=1`, { onProgress: (step) => seen.push(step) })).toEqual(FILES);
    expect(seen.at(-1)).toEqual({ received: zip.length, total: zip.length });
    await expect(readFiles(`${address}/b.zip`)).rejects.toThrow(NotFoundError);
    await expect(readFiles(`${address}/a.zip`, { maxBytes: zip.length - 1 })).rejects.toThrow(FormatError);
  });

  it('is read with at most 8 requests at once', async () => {
    const address = await serveFiles(MANY, (path, response) => {
      setTimeout(() => response.end(MANY.get(path)), 20);
      return true;
    });
    expect(await readFiles(address)).toEqual(MANY);
    expect([traffic.mostOpen, traffic.requests.length]).toEqual([8, 31]);
  });

  it('reports its progress, with the total once the size of every file is known', async () => {
    const address = await serveFiles(MANY);
    const seen: LoadProgress[] = [];
    await readFiles(address, { onProgress: (step) => seen.push(step) });
    const size = [...MANY.values()].reduce((sum, { length }) => sum + length, 0);
    expect(seen[0]).toEqual({ received: MANY.get('config.json')?.length });
    expect(seen.at(-1)).toEqual({ received: size, total: size });
    expect(seen.every(({ received }, i) => i === 0 || received > seen[i - 1].received)).toBe(true);
    expect(seen.every(({ total }) => total === undefined || total === size)).toBe(true);
  });
});

describe('a model on a server that errs', () => {
  it('is not found, with the URL in the message', async () => {
    const address = await serveFiles(new Map());
    await expect(readFiles(address)).rejects.toThrow(NotFoundError);
    await expect(readFiles(address)).rejects.toThrow(
      `${address}/config.json: the server responded with 404 Not Found.`,
    );
  });

  it('lacks one file of many, after which no request is left and none follows', async () => {
    const address = await serveFiles(MANY, (path, response) => {
      if (path === 'n/3.bin') setTimeout(() => response.writeHead(404).end(), 50);
      // All others never end.
      else if (path !== 'config.json') response.write('x');
      else return false;
      return true;
    });
    await expect(readFiles(address)).rejects.toThrow(`${address}/n/3.bin: the server responded with 404`);
    await expect.poll(() => traffic.open).toBe(0);
    expect(traffic.requests.length).toBe(9);
  });

  it('lists far too many files, none of which is then requested', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => [`${i}.bin`, new Uint8Array()]);
    const address = await serveFiles(save(Object.fromEntries(names)));
    await expect(readFiles(address)).rejects.toThrow(FormatError);
    await expect(readFiles(address)).rejects.toThrow('/config.json: lists 20000 files, more than the 1000 that');
    expect(traffic.requests.length).toBe(2);
  });

  it('has more bytes than allowed, in all', async () => {
    const size = [...MANY.values()].reduce((sum, { length }) => sum + length, 0);
    const address = await serveFiles(MANY);
    expect(await readFiles(address, { maxBytes: size })).toEqual(MANY);
    await expect(readFiles(address, { maxBytes: size - 1 })).rejects.toThrow(FormatError);
    await expect(readFiles(address, { maxBytes: 10 })).rejects.toThrow(
      '/config.json: oversized: expected at most 10 bytes in all; raise',
    );
  });

  it('has a file without an end, which is read up to the size that config.json lists', async () => {
    const weights: Files = new Map([['a/weights.bin', new Uint8Array(1000)]]);
    const config = await encodeConfig({ class: 'A', options: {}, networks: [] }, weights);
    let sent = 0;
    const address = await serveFiles(new Map([['config.json', config], ...weights]), (path, response) => {
      if (path === 'config.json') return false;
      const send = () => {
        for (let more = true; more && !response.destroyed; sent += 10_000) more = response.write('x'.repeat(10_000));
      };
      response.on('drain', send);
      send();
      return true;
    });
    const loading = readFiles(address);
    await expect(loading).rejects.toThrow(FormatError);
    await expect(loading).rejects.toThrow(
      `${address}/a/weights.bin: longer than the 1000 bytes that config.json lists for it: another file, or damaged.`,
    );
    await expect.poll(() => traffic.open).toBe(0);
    // Beyond what was read, only what fits into the buffers of the connection.
    expect(sent).toBeLessThan(2 ** 24);
  });

  it('has an endless config.json', async () => {
    const address = await serve((_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(' '.repeat(100_000)));
      };
      response.on('drain', send);
      send();
    });
    await expect(readFiles(address)).rejects.toThrow('/config.json: too large for the config.json of a saved model.');
  });

  it('drips, until the limit of the whole load', async () => {
    const address = await serveFiles(FILES, (path, response) => {
      if (path === 'config.json') return false;
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
      return true;
    });
    const message = `${address}: not loaded within totalTimeout (200 ms).`;
    await expect(readFiles(address, { totalTimeout: 200, idleTimeout: 5000 })).rejects.toThrow(AeLabError);
    await expect(readFiles(address, { totalTimeout: 200, idleTimeout: 5000 })).rejects.toThrow(message);
    await expect.poll(() => traffic.open).toBe(0);
  });

  it('falls silent', async () => {
    const address = await serveFiles(FILES, (path) => path.endsWith('.bin'));
    const message = `${address}/a/weights.bin: no data arrived for 50 ms.`;
    await expect(readFiles(address, { idleTimeout: 50 })).rejects.toThrow(message);
    await expect.poll(() => traffic.open).toBe(0);
  });
});

it('a load over http stops by a signal', async () => {
  const address = await serveFiles(FILES, (path) => path.endsWith('.bin'));
  const user = new AbortController();
  const reason = new Error('never mind');
  const onProgress = () => user.abort(reason);
  await expect(readFiles(address, { signal: user.signal, onProgress })).rejects.toBe(reason);
  await expect.poll(() => traffic.open).toBe(0);
});
