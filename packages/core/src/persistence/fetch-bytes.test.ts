import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { AeLabError, FormatError, NotFoundError } from '@ae-lab/base';
import { afterEach, describe, expect, it } from 'vitest';
import { ByteBudget } from './byte-budget';
import { type FetchBytesOptions, fetchBytes } from './fetch-bytes';

const CONTENT = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) >> 4);

let server: Server | undefined;
/** Number of connections that the client has closed before the response ended. */
let cut: number;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server with this answer to all requests, and returns an address on it. */
async function serve(answer: RequestListener): Promise<URL> {
  cut = 0;
  const started = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) cut++;
    });
    answer(request, response);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(started.address() as AddressInfo).port}/file`);
}

function get(url: URL, options: Partial<FetchBytesOptions> & { maxBytes?: number } = {}): Promise<Uint8Array> {
  return fetchBytes(url, { idleTimeout: 10_000, budget: new ByteBudget(options.maxBytes ?? 2 ** 20), ...options });
}

/** Compares as Node does, since vitest takes a second. */
function expectContent(bytes: Uint8Array): void {
  expect(Buffer.compare(bytes, CONTENT)).toBe(0);
}

/** The peak of memory above that at the beginning, in bytes, while `run` runs. */
async function peakMemory(run: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 1);
  await run();
  clearInterval(timer);
  return Math.max(peak, process.memoryUsage.rss()) - before;
}

describe('a file on a server', () => {
  it('arrives whole, with its progress and its size if the server states it', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/stated') response.setHeader('content-length', CONTENT.length);
      response.write(CONTENT);
      response.end();
    });
    const progress = async (address: URL) => {
      const seen: (number | undefined)[][] = [];
      expectContent(await get(address, { onProgress: (...step) => void seen.push(step) }));
      return [seen[0], seen.at(-1)];
    };
    expect(await progress(new URL('/stated', url))).toEqual([
      [0, CONTENT.length],
      [CONTENT.length, CONTENT.length],
    ]);
    expect(await progress(url)).toEqual([
      [0, undefined],
      [CONTENT.length, undefined],
    ]);
  });

  it('is unpacked when it is compressed, and its size is then that of the content', async () => {
    const packed = gzipSync(CONTENT);
    const headers = { 'content-encoding': 'gzip', 'content-length': packed.length };
    const url = await serve((_, response) => response.writeHead(200, headers).end(packed));
    const totals = new Set<number | undefined>();
    expectContent(await get(url, { onProgress: (_, total) => totals.add(total) }));
    expect([...totals]).toEqual([undefined]);
    await expect(get(url, { maxBytes: CONTENT.length - 1 })).rejects.toThrow(FormatError);
    expectContent(await get(url, { maxBytes: CONTENT.length }));
  });

  it('may be empty', async () => {
    const url = await serve((request, response) => response.writeHead(request.url === '/file' ? 204 : 200).end());
    expect(await get(url)).toEqual(new Uint8Array());
    expect(await get(new URL('/other', url))).toEqual(new Uint8Array());
  });
});

describe('a server that errs', () => {
  it('has no such file, or another problem', async () => {
    const url = await serve((request, response) => response.writeHead(Number(request.url?.slice(1))).end());
    for (const status of [404, 410]) {
      const message = `/${status}: the server responded with ${status} `;
      await expect(get(new URL(`/${status}`, url))).rejects.toThrow(NotFoundError);
      await expect(get(new URL(`/${status}`, url))).rejects.toThrow(message);
    }
    const failure = await get(new URL('/503', url)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AeLabError);
    expect(failure).not.toBeInstanceOf(NotFoundError);
    expect(String(failure)).toContain('/503: the server responded with 503 Service Unavailable.');
  });

  it('sends a web page, as whatever type, and where it comes from is named', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/login' }).end();
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (request.url === '/gone') response.writeHead(302, { location: '/404' }).end();
      else if (request.url === '/404') response.writeHead(404).end();
      else if (request.url === '/login') response.setHeader('content-type', 'text/html; charset=utf-8').end('<p>');
      else response.setHeader('content-type', 'application/json').end('\n<!DOCTYPE html><html></html>');
    });
    await expect(get(new URL('/index', url))).rejects.toThrow(FormatError);
    await expect(get(new URL('/index', url))).rejects.toThrow('/index: expected a file, got a web page.');
    const login = `${url.origin}/moved: expected a file, got a web page (redirected to ${url.origin}/login).`;
    await expect(get(new URL('/moved', url))).rejects.toThrow(login);
    await expect(get(new URL('/gone', url))).rejects.toThrow(/404 Not Found \(redirected to .*\/404\)\.$/);
    await expect(get(new URL('/loop', url))).rejects.toThrow(
      /\/loop: the server could not be reached \(redirect count/,
    );
  });

  it('states a size that is too large, which is refused before anything is read', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 ** 12 });
      response.write(CONTENT);
    });
    const memory = await peakMemory(async () => {
      await expect(get(url)).rejects.toThrow(FormatError);
      await expect(get(url)).rejects.toThrow(
        `${url}: oversized: expected at most 1048576 bytes in all; raise maxBytes`,
      );
    });
    expect(memory).toBeLessThan(100e6);
    await expect.poll(() => cut).toBe(2);
  });

  it('never stops sending', async () => {
    const url = await serve((_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(CONTENT));
      };
      response.on('drain', send);
      send();
    });
    const memory = await peakMemory(() => expect(get(url)).rejects.toThrow(FormatError));
    expect(memory).toBeLessThan(100e6);
    await expect.poll(() => cut).toBe(1);
  });

  it('sends a gigabyte that is packed into one megabyte', async () => {
    const part = gzipSync(new Uint8Array(2 ** 24), { level: 9 });
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => part));
    const headers = { 'content-encoding': 'gzip', 'content-length': bomb.length };
    const url = await serve((_, response) => response.writeHead(200, headers).end(bomb));
    const memory = await peakMemory(() => expect(get(url)).rejects.toThrow(FormatError));
    expect(memory).toBeLessThan(100e6);
  });

  it('breaks off, or sends less than it states', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/less') response.setHeader('content-length', CONTENT.length + 1);
      response.write(CONTENT);
      setTimeout(() => response.destroy(), 20);
    });
    for (const address of [url, new URL('/less', url)]) {
      await expect(get(address)).rejects.toThrow(FormatError);
      await expect(get(address)).rejects.toThrow(`${address}: the response ended early (`);
    }
  });

  it('falls silent, before its answer or within it', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/within') response.write(CONTENT);
    });
    for (const address of [url, new URL('/within', url)]) {
      await expect(get(address, { idleTimeout: 50 })).rejects.toThrow(AeLabError);
      await expect(get(address, { idleTimeout: 50 })).rejects.toThrow(`${address}: no data arrived for 50 ms.`);
    }
    await expect.poll(() => cut).toBe(4);
  });

  it('is slow, which is no reason to give up', async () => {
    const url = await serve((_, response) => {
      let sent = 0;
      const timer = setInterval(() => {
        response.write(CONTENT.subarray(sent, ++sent));
        if (sent < 25) return;
        clearInterval(timer);
        response.end();
      }, 60);
    });
    expect(await get(url, { idleTimeout: 1000 })).toEqual(CONTENT.subarray(0, 25));
  });

  it('is not there', async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    await expect(get(url)).rejects.toThrow(AeLabError);
    await expect(get(url)).rejects.toThrow(/: the server could not be reached \(.*ECONNREFUSED/);
  });
});

it('stops by a signal, before the request and while bytes arrive', async () => {
  const url = await serve((_, response) => response.write(CONTENT));
  const reason = new Error('never');
  await expect(get(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const user = new AbortController();
  const onProgress = (received: number) => received > 0 && user.abort(reason);
  await expect(get(url, { signal: user.signal, onProgress })).rejects.toBe(reason);
  await expect.poll(() => cut).toBe(1);
});
