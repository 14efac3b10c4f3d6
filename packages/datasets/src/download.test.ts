import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AeLabError, ArgumentError } from '@ae-lab/core';
import { afterEach, describe, expect, it } from 'vitest';
import { type DownloadProgress, download } from './download';

const content = Uint8Array.from({ length: 20_000 }, (_, i) => (i * i) >> 4);
const quick = { backoff: 1 };
let server: Server | undefined;

/** Serves with `handler`. Returns the address, and the range of every request. */
async function serve(handler: RequestListener): Promise<{ url: string; requests: (string | undefined)[] }> {
  const requests: (string | undefined)[] = [];
  server = createServer((request, response) => {
    requests.push(request.headers.range);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.gz`, requests };
}

/** Sends the first half and cuts the connection as soon as the client has it, at the first request only. */
function cutOnce(etag: string, honourRange: boolean) {
  let first: ServerResponse | undefined;
  const handler: RequestListener = (request, response) => {
    const start = honourRange ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    if (start > 0) response.setHeader('Content-Range', `bytes ${start}-${content.length - 1}/${content.length}`);
    response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': content.length - start, ETag: etag });
    if (first) {
      response.end(content.subarray(start));
    } else {
      first = response;
      response.write(content.subarray(0, content.length / 2));
    }
  };
  const onProgress = ({ received }: DownloadProgress) => {
    if (received === content.length / 2) first?.destroy();
  };
  return { handler, options: { ...quick, onProgress } };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('download', () => {
  it('returns the bytes and reports progress', async () => {
    const { url } = await serve((_, response) => response.setHeader('Content-Length', content.length).end(content));
    const progress: DownloadProgress[] = [];
    expect(await download(url, { onProgress: (step) => progress.push(step) })).toEqual(content);
    expect(progress.at(-1)).toEqual({ url, received: content.length, total: content.length });
    expect(progress.every(({ received }, i) => i === 0 || received > progress[i - 1].received)).toBe(true);
  });

  it('tries again after a server error', async () => {
    const { url, requests } = await serve((_, response) => {
      if (requests.length < 3) response.writeHead(500).end('down');
      else response.end(content);
    });
    expect(await download(url, quick)).toEqual(content);
    expect(requests.length).toBe(3);
  });

  it('resumes where the connection was cut', async () => {
    const { handler, options } = cutOnce('"v1"', true);
    const { url, requests } = await serve(handler);
    expect(await download(url, options)).toEqual(content);
    expect(requests).toEqual([undefined, `bytes=${content.length / 2}-`]);
  });

  it('starts again if the server cannot resume', async () => {
    const whole = cutOnce('"v1"', false);
    const { url } = await serve(whole.handler);
    expect(await download(url, whole.options)).toEqual(content);
    server?.close();
    const weak = cutOnce('W/"v1"', true);
    const { url: weakUrl, requests } = await serve(weak.handler);
    expect(await download(weakUrl, weak.options)).toEqual(content);
    expect(requests).toEqual([undefined, undefined]);
  });

  it('tries again when no more data arrives', async () => {
    const { url, requests } = await serve((_, response) => {
      if (requests.length === 1) response.write(content.subarray(0, 10));
      else response.end(content);
    });
    expect(await download(url, { ...quick, idleTimeout: 100 })).toEqual(content);
  });

  it('gives up when the time is up, also on a server that is never idle', async () => {
    const { url, requests } = await serve((request, response) => {
      if (request.url !== '/file.gz') return void response.writeHead(500).end();
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    });
    const options = { ...quick, idleTimeout: 10_000, totalTimeout: 200 };
    const failure = await download(url, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AeLabError);
    expect(failure).toHaveProperty('message', `${url}: took longer than 200 ms.`);
    expect(requests.length).toBe(1);
    await expect(download(`${url}x`, { ...options, backoff: 600_000 })).rejects.toThrow('took longer than 200 ms');
  });

  it('gives up after the last attempt, or at once where a further attempt is useless', async () => {
    const { url, requests } = await serve((request, response) => {
      response.writeHead(request.url === '/file.gz' ? 503 : 404).end();
    });
    const failure = await download(url, { ...quick, attempts: 2 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AeLabError);
    expect((failure as Error).message).toBe(`${url}: the server answered 503.`);
    expect(requests.length).toBe(2);
    await expect(download(`${url}x`, quick)).rejects.toThrow('the server answered 404');
    expect(requests.length).toBe(3);
    server?.close();
    await expect(download('http://127.0.0.1:1/x', { ...quick, attempts: 1 })).rejects.toThrow(AeLabError);
  });

  it('refuses options of another kind', async () => {
    await expect(download('http://127.0.0.1:1/', { attempts: 0 })).rejects.toThrow(ArgumentError);
    await expect(download('http://127.0.0.1:1/', { backoff: Number.NaN })).rejects.toThrow(/^backoff/);
    await expect(download('http://127.0.0.1:1/', { idleTimeout: '1' as never })).rejects.toThrow(/^idleTimeout/);
    await expect(download('http://127.0.0.1:1/', { totalTimeout: 0 })).rejects.toThrow(/^totalTimeout/);
    await expect(download('http://127.0.0.1:1/', { totalTimeout: 2 ** 31 })).rejects.toThrow(/^totalTimeout/);
    await expect(download('http://127.0.0.1:1/', { maxBytes: -1 })).rejects.toThrow(/^maxBytes/);
    await expect(download('http://127.0.0.1:1/', { onProgress: true as never })).rejects.toThrow(
      'onProgress: expected a function, got true.',
    );
    await expect(download(new URL('http://127.0.0.1:1/') as never)).rejects.toThrow(
      'url: expected an address, got URL.',
    );
    await expect(download('http://127.0.0.1:1/', { retries: 1 } as object)).rejects.toThrow(/^options/);
    await expect(download('http://127.0.0.1:1/', { signal: new AbortController() as never })).rejects.toThrow(
      'signal: expected an AbortSignal, such as controller.signal, got AbortController.',
    );
  });

  it('refuses more bytes than allowed', async () => {
    const { url, requests } = await serve((_, response) => response.end(content));
    await expect(download(url, { ...quick, maxBytes: 1000 })).rejects.toThrow(/oversized: expected at most 1000 bytes/);
    expect(requests.length).toBe(1);
  });

  it('stops by a signal, while receiving or waiting', async () => {
    const { url } = await serve((_, response) => response.write(content.subarray(0, 10)));
    const receiving = new AbortController();
    const options = { signal: receiving.signal, onProgress: () => receiving.abort(new Error('enough')) };
    await expect(download(url, options)).rejects.toThrow('enough');
    server?.closeAllConnections();
    server?.close();
    const { url: down } = await serve((_, response) => response.writeHead(500).end());
    const waiting = AbortSignal.timeout(100);
    await expect(download(down, { backoff: 600_000, signal: waiting })).rejects.toThrow(/timeout/);
    const reason = new Error('never');
    await expect(download(down, { ...quick, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
