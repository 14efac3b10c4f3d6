import { ArgumentError, checkInteger, checkOptions } from '@ae-lab/base';
import { startWorkerPool } from '#platform';
import type { TrialRunner } from './trial-runner';

/** Options of {@link workerPool}. */
export interface WorkerPoolOptions {
  /**
   * The module whose default export is the trial function: a path, relative to the working directory, or a file URL such as
   * `new URL('./trial.js', import.meta.url)`. Each worker imports it once, so data that it loads at its top level, say, serves
   * all trials that the worker runs. A TypeScript module needs a loader that works in threads: `--import tsx` does from
   * Node 22 on; in Node 20 put `['--import', './register.mjs']` into `execArgv`, a file that calls `register()` of `tsx/esm/api`.
   */
  readonly script: URL | string;
  /** How many trials run at once. Default: as many as the machine has processors to offer. */
  readonly workers?: number;
  /** Options of Node for the workers, such as `['--import', 'tsx']`. Default: those of this process. */
  readonly execArgv?: readonly string[];
  /** The heap that a worker may use before it is ended, in MiB; typed arrays lie outside of it. Default: V8's. */
  readonly heapLimitMb?: number;
}

/**
 * Runs trials on worker threads, of which each runs one trial at a time and then the next. A trial that throws fails; one
 * that ends its worker (`process.exit`, an uncaught exception, no more heap) fails as well, and another worker takes its
 * place; one that is aborted or past its time limit is ended with its worker, whatever it is doing. Threads start with the
 * first trial; idle ones do not keep the process alive, so `close` is only needed to free their memory.
 *
 * Only in Node: throws an `AeLabError` in a browser. Throws an `ArgumentError` if there is no such script.
 */
export function workerPool(options: WorkerPoolOptions): TrialRunner {
  checkOptions('options', options, { script: true, workers: true, execArgv: true, heapLimitMb: true });
  if (typeof options.script !== 'string' && !(options.script instanceof URL)) {
    throw new ArgumentError('script', 'a path or a file URL', options.script);
  }
  if (options.execArgv !== undefined && !Array.isArray(options.execArgv)) {
    throw new ArgumentError('execArgv', 'an array of options', options.execArgv);
  }
  if (options.workers !== undefined) checkInteger('workers', options.workers, { from: 1 });
  if (options.heapLimitMb !== undefined) checkInteger('heapLimitMb', options.heapLimitMb, { from: 1 });
  return startWorkerPool(options);
}
