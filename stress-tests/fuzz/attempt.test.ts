import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, NotFoundError } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt } from './attempt';
import type { Reader } from './reader';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-attempt-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Returns the outcome of a reader that does this with a file whose checksum is wrong, if `isSealed` is false. */
async function outcomeOf(read: () => Promise<string>, { isChecked = false, isSealed = true } = {}): Promise<string> {
  const reader: Reader = { name: 'planted', samples: [], read, sources: () => ['a.bin'], isChecked };
  const files = new Map([['a.bin', new Uint8Array(1)]]);
  const { outcome } = await attempt(reader, { files, what: 'a bit', isSealed }, join(folder, 'input'), 'expected');
  return outcome;
}

const failing = (error: Error) => async (): Promise<string> => {
  throw error;
};

describe('attempt', () => {
  it('accepts results, and errors that name the file', async () => {
    expect(await outcomeOf(async () => 'changed')).toBe('right');
    expect(await outcomeOf(failing(new FormatError('a.bin', 'damaged.')))).toBe('refused');
  });

  it('finds errors of another class, of another file, or too long to be read', async () => {
    expect(await outcomeOf(failing(new TypeError('a.bin is undefined')))).toBe('unclear');
    expect(await outcomeOf(failing(new FormatError('another file', 'damaged.')))).toBe('unclear');
    expect(await outcomeOf(failing(new NotFoundError(`a.bin: ${'x'.repeat(3_000)}`)))).toBe('unclear');
  });

  it('finds a wrong checksum that was accepted with another result', async () => {
    const wrong = { isChecked: true, isSealed: false };
    expect(await outcomeOf(async () => 'changed', wrong)).toBe('silent');
    expect(await outcomeOf(async () => 'expected', wrong)).toBe('right');
    expect(await outcomeOf(failing(new FormatError('a.bin', 'damaged.')), wrong)).toBe('refused');
  });

  it('finds tensors left behind, also after a clear error', async () => {
    const tensors: tf.Tensor[] = [];
    const leak = async () => {
      tensors.push(tf.scalar(1));
      throw new FormatError('a.bin', 'damaged.');
    };
    expect(await outcomeOf(leak)).toBe('leaked');
    tf.dispose(tensors);
  });

  it('finds rejections that nobody handles', async () => {
    const listeners = process.listeners('unhandledRejection');
    // Vitest's own listener would fail this test.
    for (const listener of listeners.slice(0, -1)) process.off('unhandledRejection', listener);
    expect(
      await outcomeOf(async () => {
        void Promise.reject(new Error('nobody waits for this'));
        return 'right';
      }),
    ).toBe('rejection');
    for (const listener of listeners.slice(0, -1)) process.on('unhandledRejection', listener);
  });

  it.runIf(process.platform === 'linux')('finds memory that was used only for a moment', async () => {
    expect(await outcomeOf(async () => String(new Uint8Array(6e8).fill(1).length))).toBe('memory');
  });
});
