/**
 * A thread that computes parts of kernels. scripts/build-kernels.mjs makes one script of it for threads of Node and for workers
 * of pages. It starts with a {@link ThreadStart} and ends when the main thread says so.
 */
import { ANSWERED, ASKED, JOB, NONE, REQUEST, requestOf, type ThreadStart, viewsOf } from '../src/threads/job-block';

/** The time for which a thread looks for the next job before it sleeps: longer than the engine takes between two kernels. */
const SPIN_MILLISECONDS = 0.3;

type KernelFunction = (...numbers: number[]) => void;

function run({ module, memory, block, thread, threads }: ThreadStart): void {
  const { words, numbers } = viewsOf(memory, block, threads);
  const env = { memory, ...allocator(words, requestOf(thread)), abort };
  const kernels = Object.values(new WebAssembly.Instance(module, { env }).exports) as KernelFunction[];
  Atomics.add(words, JOB.ready, 1);
  notifyMain(words);
  for (;;) {
    const open = Atomics.load(words, JOB.open);
    if (open < 0) return;
    if (open === 0) waitForJob(words);
    else if (Atomics.compareExchange(words, JOB.open, open, open - 1) === open) {
      // The job cannot change now, because the main thread waits for this part.
      try {
        kernels[words[JOB.kernel]!]!(...numbers.subarray(0, words[JOB.count]), open - 1, words[JOB.parts]!);
      } catch {
        Atomics.add(words, JOB.failed, 1);
      }
      Atomics.add(words, JOB.done, 1);
      notifyMain(words);
    }
  }
}

function waitForJob(words: Int32Array): void {
  const end = performance.now() + SPIN_MILLISECONDS;
  do {
    for (let i = 0; i < 1000; i++) if (Atomics.load(words, JOB.open) !== 0) return;
  } while (performance.now() < end);
  Atomics.add(words, JOB.sleepers, 1);
  Atomics.wait(words, JOB.open, 0);
  Atomics.sub(words, JOB.sleepers, 1);
}

function notifyMain(words: Int32Array): void {
  Atomics.add(words, JOB.event, 1);
  if (Atomics.load(words, JOB.mainSleeps) !== 0) Atomics.notify(words, JOB.event);
}

/** Returns an allocator that asks the main thread, because that of the backend is not made for several threads. */
function allocator(words: Int32Array, request: number) {
  let freed = 0;
  return {
    free(pointer: number): void {
      freed = pointer;
    },
    malloc(bytes: number): number {
      words[request + REQUEST.bytes] = bytes;
      words[request + REQUEST.freed] = freed;
      freed = 0;
      Atomics.store(words, request + REQUEST.state, ASKED);
      notifyMain(words);
      while (Atomics.load(words, request + REQUEST.state) !== ANSWERED) {
        Atomics.wait(words, request + REQUEST.state, ASKED);
      }
      Atomics.store(words, request + REQUEST.state, NONE);
      const pointer = words[request + REQUEST.pointer]!;
      if (pointer === 0) throw new Error('There is no memory.');
      return pointer;
    },
  };
}

function abort(): never {
  throw new Error('The kernel aborted.');
}

if ('importScripts' in globalThis) {
  self.onmessage = ({ data }: MessageEvent<ThreadStart>) => run(data);
} else {
  const { workerData } = require('node:worker_threads') as typeof import('node:worker_threads');
  run(workerData);
}
