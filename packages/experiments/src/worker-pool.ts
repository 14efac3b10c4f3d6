import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import { startWorkerPool } from '#platform';
import type { TrialRunner } from './trial-runner';

/** Options of {@link workerPool}. */
export interface WorkerPoolOptions {
  /**
   * The module whose default export is the trial function: a path relative to the working directory, or a file URL such as
   * `new URL('./trial.js', import.meta.url)`. Each worker imports it once, so data loaded at its top level serves all trials
   * of that worker. A TypeScript module needs a loader that works in threads. `--import tsx` does from Node 22 on; for Node 20
   * pass `['--import', './register.mjs']` as `execArgv`, where that file calls `register()` of `tsx/esm/api`.
   */
  readonly script: URL | string;
  /** Number of trials that run at once, at least 1. Default: the number of available processors. */
  readonly workers?: number;
  /** Options of Node for the workers, such as `['--import', 'tsx']`. Default: those of this process. */
  readonly execArgv?: readonly string[];
  /** Heap limit of a worker in MiB, at least 1; typed arrays lie outside the heap. Default: V8's. */
  readonly heapLimitMb?: number;
}

const WORKER_POOL = {
  script: kind.of<URL | string>(
    'a path or a file URL',
    (value) => typeof value === 'string' || (value instanceof URL && value.protocol === 'file:'),
  ),
  workers: optional(kind.integer({ from: 1 })),
  execArgv: optional(kind.list(kind.text)),
  heapLimitMb: optional(kind.integer({ from: 1 })),
} satisfies Description<WorkerPoolOptions>;

/**
 * Returns a runner on worker threads. Each thread runs one trial at a time. A trial fails if it throws, or if it ends its worker
 * (`process.exit`, an uncaught exception, an exhausted heap); another worker then takes over. A trial that is aborted or
 * exceeds its time limit is ended with its worker, whatever it is doing. Threads start with the first trial. Idle threads do
 * not keep the process alive, so `close` is only needed to free their memory.
 *
 * ```ts
 * const run = workerPool({ script: new URL('./trial.js', import.meta.url), workers: 4 });
 * const table = await gridSearch({ space: { latentDim: [2, 8] }, objective: 'mse', run });
 * await run.close();
 * ```
 *
 * @throws AeLabError in a browser; this function needs Node.
 * @throws ArgumentError if there is no such script, or for a bad option.
 */
export function workerPool(options: WorkerPoolOptions): TrialRunner {
  return startWorkerPool(readOptions('options', options, WORKER_POOL));
}
