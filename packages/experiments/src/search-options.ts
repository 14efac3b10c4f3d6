import { ArgumentError, checkInteger, checkNumber, checkSignal } from '@ae-lab/base';
import type { Trial, TrialFunction, TrialResult } from './trial';
import type { TrialRunner } from './trial-runner';

/** What all searches have in common. */
export interface SearchOptions<S extends object, Given = unknown> {
  /** The trial function, to be run in this process, or a runner such as {@link workerPool}, which stays open. */
  readonly run: TrialFunction<S, Given> | TrialRunner;
  /** The metric that ranks the settings. The search ends with an `ArgumentError` when the first metrics do not have it. */
  readonly objective: string;
  /** Whether less or more of it is better. Default 'maximize' where the objective's name ends in 'accuracy', else 'minimize'. */
  readonly direction?: 'minimize' | 'maximize';
  /** Every setting is tried with each of these. Default [0]. */
  readonly seeds?: readonly number[];
  /**
   * Keeps every trial's result in this folder the moment it ends, and takes over those that are there already: finished trials
   * are not run again, failed ones are. What belongs together are settings, seed, budget and fold; a folder knows nothing of
   * the trial function, so a changed one needs another folder. Only in Node. Default: nothing is kept.
   */
  readonly folder?: string;
  /**
   * A trial that takes longer, in milliseconds, fails. The first one on a worker thread also waits for the thread's start and
   * for what its script loads, which counts. Default: no limit.
   */
  readonly trialTimeoutMs?: number;
  /** Ends the search when aborted: trials in progress are dropped, those that ended are in the table. */
  readonly signal?: AbortSignal;
  /** Told of every trial that ended. What it returns is awaited; what it throws ends the search. */
  readonly onProgress?: (progress: SearchProgress<S>) => void | Promise<void>;
}

/** The names of {@link SearchOptions}. */
export const SEARCH_OPTIONS = {
  run: true,
  objective: true,
  direction: true,
  seeds: true,
  folder: true,
  trialTimeoutMs: true,
  signal: true,
  onProgress: true,
} as const;

/** Where a running search stands. */
export interface SearchProgress<S extends object = object> {
  /** Trials that ended, failed and earlier ones among them. */
  readonly done: number;
  /** Trials in all, as far as it is known. */
  readonly total: number;
  /** How many of those that ended did so without metrics. */
  readonly failed: number;
  /** An estimate from the trials that were run and their budgets; undefined before the first. */
  readonly secondsLeft: number | undefined;
  /** The trial that ended just now. */
  readonly last: Trial<S> & TrialResult;
}

/** Throws an {@link ArgumentError} for an option that all searches have and that is of the wrong kind or out of range. */
export function checkSearchOptions<S extends object, Given>(options: SearchOptions<S, Given>): void {
  const { run, objective, folder, trialTimeoutMs, signal, onProgress } = options;
  if (typeof objective !== 'string') throw new ArgumentError('objective', 'the name of a metric', objective);
  if (trialTimeoutMs !== undefined) checkNumber('trialTimeoutMs', trialTimeoutMs, { from: 1, to: 2 ** 31 - 1 });
  if (typeof run !== 'function' && typeof run?.run !== 'function') {
    throw new ArgumentError('run', 'a trial function or a trial runner', run);
  }
  if (typeof run !== 'function') checkInteger('run.concurrency', run.concurrency, { from: 1 });
  if (folder !== undefined && typeof folder !== 'string') throw new ArgumentError('folder', 'a path', folder);
  checkSignal(signal);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new ArgumentError('onProgress', 'a function', onProgress);
  }
}
