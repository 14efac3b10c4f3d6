import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const WEIGHTS = new Uint8Array(10_000).fill(7);
const CONFIG = { format: 'ae-lab', formatVersion: 1, class: 'A', options: {}, networks: [], files: ['a/weights.bin'] };

/** Answers to a request for weights, by the name of the folder. `config.json` is right in all of them. */
const ANSWERS: Readonly<Partial<Record<string, (response: ServerResponse) => void>>> = {
  right: (response) => response.setHeader('content-length', WEIGHTS.length).end(WEIGHTS),
  packed: (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(WEIGHTS)),
  page: (response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'),
  redirected: (response) => response.writeHead(302, { location: '/page/a/weights.bin' }).end(),
  huge: (response) => response.writeHead(200, { 'content-length': 10 ** 12 }).write(WEIGHTS),
  silent: (response) => response.write(WEIGHTS),
  less(response) {
    response.setHeader('content-length', WEIGHTS.length + 1).write(WEIGHTS);
    setTimeout(() => response.destroy(), 100);
  },
  endless(response) {
    const send = () => {
      while (!response.destroyed && response.write(WEIGHTS));
    };
    response.on('drain', send);
    send();
  },
};

/** Starts a server with saves whose weights arrive whole, wrong or never, for tests in a browser, which cannot start one. */
export default async function startFaultyServer({ provide }: { provide: (key: 'faultyServer', url: string) => void }) {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    const [, folder, ...path] = (request.url ?? '').split('/');
    const answer = ANSWERS[folder];
    if (answer && path.join('/') === 'config.json') response.end(JSON.stringify(CONFIG));
    else if (answer && path.join('/') === 'a/weights.bin') answer(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provide('faultyServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
