import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BackendError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { threading } from '#platform';
import { fillMemory } from '../../test/wasm-memory';
import { kernelThreads, useWasmBackend, wasmThreads } from '../use-wasm-backend';
import { type KernelThreads, StuckThreadError } from './kernel-threads';

let threads: KernelThreads;
beforeAll(async () => {
  await useWasmBackend({ threads: 2 });
  threads = kernelThreads()!;
});
beforeEach(() => useWasmBackend({ threads: 2 }));

/** Starts threads with a script of the test's own. */
async function startWith(script: string, threadCount = 2): Promise<string | undefined> {
  const { start } = threading;
  await useWasmBackend({ threads: 1 });
  Object.assign(threading, { start: (_: string, data: Parameters<typeof start>[1]) => start(script, data) });
  try {
    return await threads.start(threadCount);
  } finally {
    Object.assign(threading, { start });
  }
}

/** Takes a part of the first job, and does `then`. */
const takesPart = (then: string) => `
  const { memory, block } = require('node:worker_threads').workerData;
  const words = new Int32Array(memory.buffer, block, 256);
  Atomics.add(words, 48, 1);
  Atomics.add(words, 49, 1);
  for (;;) {
    Atomics.wait(words, 0, 0);
    const open = Atomics.load(words, 0);
    if (open < 0) break;
    if (open > 0 && Atomics.compareExchange(words, 0, open, open - 1) === open) { ${then} }
  }`;

const product = () => tf.tidy(() => tf.matMul(tf.ones([300, 200]), tf.ones([200, 300])).dataSync());
/** Runs products until one throws, which takes until the other thread gets a part. */
function untilFailure(): unknown {
  for (let i = 0; i < 1000; i++) {
    try {
      product();
    } catch (error) {
      return error;
    }
  }
  return undefined;
}

describe('kernel threads', () => {
  it('can be changed in number with all tensors kept, and share the bits', async () => {
    const [a, b] = [
      tf.randomUniform([101, 203], -1, 1, 'float32', 1),
      tf.randomUniform([203, 307], -1, 1, 'float32', 2),
    ];
    const results: Float32Array[] = [];
    for (const count of [1, 2, 3, 4, 1]) {
      await useWasmBackend({ threads: count });
      expect(wasmThreads()).toBe(count);
      results.push(tf.tidy(() => tf.matMul(a, b).dataSync<'float32'>()));
    }
    for (const result of results) expect(result).toEqual(results[0]);
    tf.dispose([a, b]);
  });

  it('keep the number when a call names none, and take one change after another', async () => {
    await useWasmBackend();
    expect(wasmThreads()).toBe(2);
    await Promise.all([useWasmBackend({ threads: 3 }), useWasmBackend({ threads: 1 }), useWasmBackend({ threads: 4 })]);
    expect(wasmThreads()).toBe(4);
    await useWasmBackend({ threads: 'auto' });
    expect(wasmThreads()).toBe(1);
  });

  it('go on with one thread when another throws', async () => {
    expect(
      await startWith(
        takesPart(
          'Atomics.add(words, 17, 1); Atomics.add(words, 16, 1); Atomics.add(words, 32, 1); Atomics.notify(words, 32);',
        ),
      ),
    ).toBeUndefined();
    const error = untilFailure();
    expect(error).toBeInstanceOf(BackendError);
    expect(String(error)).toMatch(/A thread failed in the kernel matMul\. The backend goes on with one thread/);
    expect(wasmThreads()).toBe(1);
    expect(product().every((value) => value === 200)).toBe(true);
  });

  it('give up a thread that does not finish its part; the memory it may write to is not used again', async () => {
    expect(await startWith(takesPart('for (;;) Atomics.wait(words, 1, 0);'))).toBeUndefined();
    const before = tf.backend().numDataIds();
    const started = performance.now();
    const error = untilFailure();
    expect(error).toBeInstanceOf(StuckThreadError);
    expect(String(error)).toMatch(/did not finish the kernel matMul in 10 seconds/);
    expect(performance.now() - started).toBeLessThan(15_000);
    // The output, and the inputs.
    expect(tf.backend().numDataIds() - before).toBe(3);
    expect(wasmThreads()).toBe(1);
    expect(product().every((value) => value === 200)).toBe(true);
  });

  it('notice a thread that ends by itself', async () => {
    expect(await startWith(takesPart('process.exit(3);'))).toBeUndefined();
    expect(wasmThreads()).toBe(2);
    expect(await startWith('throw new Error("no threads today");')).toBe('threads cannot be started: no threads today');
    expect(wasmThreads()).toBe(1);
  });

  it('throw the error of memory if another thread gets none, and go on', async () => {
    const [a, b] = [tf.ones([2000, 3000]), tf.ones([3000, 2000])] as tf.Tensor2D[];
    const expected = tf.tidy(() => tf.matMul(a!, b!).dataSync()[0]);
    // New threads have no memory of their own yet.
    await useWasmBackend({ threads: 1 });
    await useWasmBackend({ threads: 4 });
    // Room for the output and the reserve of the allocator, but for the panels of no thread that has none yet.
    const free = fillMemory(16.4 * 2 ** 20);
    try {
      expect(() => tf.tidy(() => tf.matMul(a!, b!))).toThrow(/has no memory left/);
    } finally {
      free();
    }
    expect(wasmThreads()).toBe(4);
    expect(tf.tidy(() => tf.matMul(a!, b!).dataSync()[0])).toBe(expected);
    tf.dispose([a!, b!]);
  });

  it('do not keep the process alive', async () => {
    const program = fileURLToPath(new URL('../../test/train-and-end.ts', import.meta.url));
    const node = ['--conditions=@ae-lab/source', '--import', 'tsx', program];
    const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: 50_000 });
    expect(stdout).toContain('2 threads: 200');
  });

  it('end with the backend', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    expect(threads.count).toBe(1);
    await useWasmBackend({ threads: 2 });
    expect(kernelThreads()).not.toBe(threads);
    expect(product().every((value) => value === 200)).toBe(true);
    threads = kernelThreads()!;
  });
});
