import { AeLabError, FormatError, NotFoundError } from '@ae-lab/base';
import { expect, inject, it } from 'vitest';
import type { LoadOptions } from './load-options';
import type { LoadProgress } from './load-progress';
import { readFiles } from './place';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The address of `packages/testing/src/faulty-server.ts`, which has a folder for each way to answer. */
    faultyServer: string;
  }
}

const read = (folder: string, options?: LoadOptions) => readFiles(`${inject('faultyServer')}/${folder}`, options);

it.each(['right', 'packed'])('reads a model from a server: %s', async (folder) => {
  const seen: LoadProgress[] = [];
  const files = await read(folder, { onProgress: (step) => seen.push(step) });
  const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  expect(files.get('a/weights.bin')).toEqual(new Uint8Array(10_000).fill(7));
  expect(seen.at(-1)?.received).toBe(size);
});

it.each([
  ['none', {}, NotFoundError, '/none/config.json: the server responded with 404'],
  ['page', {}, FormatError, '/page/a/weights.bin: expected a file, got a web page.'],
  ['redirected', {}, FormatError, /got a web page \(redirected to .*\/page\/a\/weights\.bin\)\.$/],
  ['huge', {}, FormatError, '/huge/a/weights.bin: oversized: '],
  [
    'endless',
    { maxBytes: 10_000_000 },
    FormatError,
    '/endless/a/weights.bin: oversized: expected at most 10000000 bytes',
  ],
  ['packed', { maxBytes: 10_000 }, FormatError, '/packed/a/weights.bin: oversized: '],
  ['less', {}, FormatError, '/less/a/weights.bin: the response ended early ('],
  ['silent', { idleTimeout: 100 }, AeLabError, '/silent/a/weights.bin: no data arrived for 100 ms.'],
  ['silent', { totalTimeout: 100 }, AeLabError, '/silent: not loaded within totalTimeout (100 ms).'],
])('refuses a model of a server that errs: %s, %o', async (folder, options, kind, message) => {
  await expect(read(folder, options)).rejects.toThrow(kind);
  await expect(read(folder, options)).rejects.toThrow(message);
});

it('stops by a signal', async () => {
  const user = new AbortController();
  const reason = new Error('never mind');
  const stopped = read('silent', { signal: user.signal, onProgress: () => user.abort(reason) });
  await expect(stopped).rejects.toBe(reason);
});
