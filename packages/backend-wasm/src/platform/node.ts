import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { availableCores } from '@ae-lab/base/node';
import type { RunningThread, Threading } from '../threads/threading';

/** Threads in Node. */
export const threading: Threading = {
  unavailable: undefined,
  cores: availableCores,
  wanted: () => process.env.AE_LAB_THREADS || undefined,
  mainMaySleep: true,
  stockModule: async (file) => {
    const { resolve } = createRequire(import.meta.url);
    return readFile(join(dirname(resolve('@tensorflow/tfjs-backend-wasm')), file));
  },
  start(script, data): RunningThread {
    // The options of this process, a loader for TypeScript for instance, are of no use to the script and cost time.
    const worker = new Worker(script, { eval: true, workerData: data, execArgv: [], stdout: false, stderr: false });
    // It must not keep the process alive.
    worker.unref();
    return {
      ended: new Promise((resolve) => {
        worker.once('error', resolve);
        worker.once('exit', () => resolve(undefined));
      }),
      end: () => void worker.terminate(),
    };
  },
};
