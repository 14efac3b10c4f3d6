import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AeLabError, FormatError, NotFoundError } from '@ae-lab/base';
import { zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import type { Files } from './files';
import { readFiles, writeFiles } from './place';
import { zip } from './zip';

const encode = (text: string) => new TextEncoder().encode(text);
const CONFIG = { format: 'ae-lab', formatVersion: 1, class: 'A', options: {}, networks: [], files: ['a/weights.bin'] };
const FILES: Files = new Map([
  ['config.json', encode(JSON.stringify(CONFIG))],
  ['a/weights.bin', Uint8Array.of(0, 1, 2, 255)],
]);

let server: Server | undefined;
afterEach(() => server?.close());

/** Starts a server with this answer to all requests, and returns its address. */
async function serve(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

/** Serves FILES below /models/a, with `changed` in place of the weights. */
function serveFiles(changed?: RequestListener): Promise<string> {
  return serve((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://x');
    const file = FILES.get(pathname.replace('/models/a/', ''));
    if (changed && pathname.endsWith('.bin')) changed(request, response);
    else if (file) response.end(file);
    else response.writeHead(404).end();
  });
}

describe('a model on a server', () => {
  it.each(['/models/a', '/models/a/', '/models/a?token=1'])('is read from %s', async (path) => {
    const address = await serveFiles();
    expect(await readFiles(address + path)).toEqual(FILES);
    expect(await readFiles(new URL(address + path))).toEqual(FILES);
  });

  it('is not found, with the URL in the message', async () => {
    const address = await serveFiles((_, response) => response.writeHead(404).end());
    await expect(readFiles(`${address}/other`)).rejects.toThrow(NotFoundError);
    await expect(readFiles(`${address}/other`)).rejects.toThrow(
      `${address}/other/config.json: the server responded with 404`,
    );
    await expect(readFiles(`${address}/models/a`)).rejects.toThrow(`${address}/models/a/a/weights.bin: `);
  });

  it('is refused when the server sends a web page instead, or only a part of a file', async () => {
    const page = await serve((_, response) =>
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html>'),
    );
    await expect(readFiles(page)).rejects.toThrow(FormatError);
    await expect(readFiles(page)).rejects.toThrow(
      `${page}/config.json: expected a file of a saved model, got a web page`,
    );
    server?.close();
    const address = await serveFiles((_, response) => {
      response.writeHead(200, { 'content-length': 4 }).write(Uint8Array.of(0, 1));
      setTimeout(() => response.destroy(), 20);
    });
    await expect(readFiles(`${address}/models/a`)).rejects.toThrow(FormatError);
    await expect(readFiles(`${address}/models/a`)).rejects.toThrow('a/weights.bin: the response ended early');
  });

  it('is distinguished from a server that does not respond', async () => {
    const address = await serveFiles();
    await new Promise((resolve) => server?.close(resolve));
    await expect(readFiles(address)).rejects.toThrow(AeLabError);
    await expect(readFiles(address)).rejects.toThrow(/could not be reached/);
  });

  it('cannot be saved there, with the URL in the message', async () => {
    const address = 'https://localhost/model';
    const message = `place: expected a folder or a file:// URL in Node, got "${address}".`;
    await expect(writeFiles(address, FILES)).rejects.toThrow(message);
    await expect(writeFiles(new URL(address), FILES)).rejects.toThrow(message);
  });
});

describe('a model in a zip file', () => {
  it('reads back as it was written, also when another program compressed it', async () => {
    expect(await readFiles(zip(FILES))).toEqual(FILES);
    const compressed = zipSync({ ...Object.fromEntries(FILES), 'a/': new Uint8Array() }, { level: 9 });
    expect(await readFiles(new File([compressed], 'model.zip'))).toEqual(FILES);
  });

  it('is refused when it is damaged', async () => {
    const bytes = new Uint8Array(await zip(FILES).arrayBuffer());
    const truncated = new File([bytes.subarray(0, 60)], 'model.zip');
    await expect(readFiles(truncated)).rejects.toThrow(FormatError);
    await expect(readFiles(truncated)).rejects.toThrow('model.zip: expected the zip file of a saved model');
    await expect(readFiles(new Blob(['text']))).rejects.toThrow('the zip file: expected');
  });

  it('never takes more memory than its size can hold', async () => {
    const bomb = zipSync({ 'a.bin': new Uint8Array(1000) }, { level: 9 });
    // The uncompressed size stands 24 bytes into the central directory's entry.
    const entry = bomb.findIndex((_, i) => String.fromCharCode(...bomb.subarray(i, i + 4)) === 'PK\x01\x02');
    new DataView(bomb.buffer).setUint32(entry + 24, 0xf0000000, true);
    await expect(readFiles(new Blob([bomb]))).rejects.toThrow(/a\.bin claims to hold 4026531840 bytes/);
  });
});
