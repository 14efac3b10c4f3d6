import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, NotFoundError } from '@ae-lab/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mnistIfPossible } from './mnist-if-possible';

let folder: string;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  vi.stubEnv('AE_LAB_DATA_DIR', '');
  vi.stubEnv('XDG_CACHE_HOME', folder);
  printed = [];
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void printed.push(line));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const absent = async () => new Response(null, { status: 404 });
const never = () => new Promise<Response>(() => undefined);

/** A server that sends some bytes with pauses between them, then ends the response or falls silent. */
function slowly(pieces: number, pause: number, ends: boolean): () => Promise<Response> {
  return async () => {
    let sent = 0;
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        if (sent++ < pieces) controller.enqueue(Uint8Array.of(0));
        else if (ends) controller.close();
        else await never();
      },
    });
    return new Response(body);
  };
}

describe('if MNIST cannot be downloaded', () => {
  it('says why and how to get it, in one line', async () => {
    vi.stubGlobal('fetch', absent);
    expect(await mnistIfPossible()).toBeUndefined();
    expect(printed).toEqual([
      expect.stringMatching(/^MNIST could not be downloaded: https:.*answered 404\. .*synthetic.*AE_LAB_DATA_DIR.*\.$/),
    ]);
  });

  it('does not wait for a server that never answers', async () => {
    vi.stubGlobal('fetch', never);
    expect(await mnistIfPossible({ patience: 100 })).toBeUndefined();
    expect(printed).toEqual([expect.stringContaining('nothing arrived for 0.1 s.')]);
  });

  it('does not wait for a server that falls silent', async () => {
    vi.stubGlobal('fetch', slowly(2, 10, false));
    expect(await mnistIfPossible({ patience: 300 })).toBeUndefined();
    expect(printed).toEqual([expect.stringContaining('nothing arrived for 0.3 s.')]);
  });

  it('is patient with a slow server', async () => {
    vi.stubGlobal('fetch', slowly(20, 50, true));
    const received: number[] = [];
    await mnistIfPossible({ patience: 500, onProgress: (progress) => received.push(progress.received) });
    expect(Math.max(...received)).toBe(20);
    // All of it arrived, in twice the time that a silence may last. Then it turned out not to be MNIST.
    expect(printed).toEqual([expect.stringContaining('train-images-idx3-ubyte.gz')]);
  });
});

describe('still throws for', () => {
  const cache = () => join(folder, 'ae-lab', 'mnist');

  beforeEach(() => vi.stubGlobal('fetch', absent));
  afterEach(() => expect(printed).toEqual([]));

  it('a damaged file in the cache', async () => {
    await mkdir(cache(), { recursive: true });
    await writeFile(join(cache(), 'train-images-idx3-ubyte.gz'), 'damaged');
    await expect(mnistIfPossible()).rejects.toThrow(NotFoundError);
  });

  it('a folder in AE_LAB_DATA_DIR without MNIST', async () => {
    vi.stubEnv('AE_LAB_DATA_DIR', folder);
    await expect(mnistIfPossible()).rejects.toThrow(NotFoundError);
  });

  it('a damaged file in AE_LAB_DATA_DIR', async () => {
    vi.stubEnv('AE_LAB_DATA_DIR', folder);
    await writeFile(join(folder, 'train-images-idx3-ubyte'), 'damaged');
    await expect(mnistIfPossible()).rejects.toThrow(FormatError);
  });
});

const data = process.env.AE_LAB_DATA_DIR;
it.runIf(data)('loads MNIST from this machine without a request', async () => {
  vi.stubEnv('AE_LAB_DATA_DIR', data);
  vi.stubGlobal('fetch', () => expect.unreachable());
  expect((await mnistIfPossible())?.train.size).toBe(60_000);
});
