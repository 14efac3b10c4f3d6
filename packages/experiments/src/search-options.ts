import { type Description, type Kind, kind, optional } from '@ae-lab/base';
import type { Trial, TrialFunction, TrialResult } from './trial';
import type { TrialRunner } from './trial-runner';

/** Options that all searches share. */
export interface SearchOptions<S extends object, Given = unknown> {
  /** The trial function, to be run in this process, or a runner such as {@link workerPool}. The search leaves a runner open. */
  readonly run: TrialFunction<S, Given> | TrialRunner;
  /** The metric that ranks the settings. The search ends with an `ArgumentError` if the first metrics lack it. */
  readonly objective: string;
  /** Whether a lower or a higher objective is better. Default 'maximize' if its name ends in 'accuracy', else 'minimize'. */
  readonly direction?: 'minimize' | 'maximize';
  /** Seeds with which every setting is tried, whole numbers of at least 0. Default [0]. */
  readonly seeds?: readonly number[];
  /**
   * The folder that stores each trial's result as soon as the trial ends. A search reuses the finished trials that it finds
   * there and runs failed ones again. A trial is identified by its settings, seed, budget and fold. The trial function is not
   * part of that, so a changed function needs a new folder. Node only. Default: nothing is stored.
   */
  readonly folder?: string;
  /**
   * Time limit of a trial in milliseconds, from 1 to 2^31 - 1; a trial that takes longer fails. On a worker thread the time
   * of the first trial includes the thread's start and the loading of its script. Default: no limit.
   */
  readonly trialTimeoutMs?: number;
  /** Ends the search when aborted. Trials in progress are dropped; the table holds those that ended. */
  readonly signal?: AbortSignal;
  /** Called after every trial. The search waits for a promise that it returns, and ends with an error that it throws. */
  readonly onProgress?: (progress: SearchProgress<S>) => void | Promise<void>;
}

/** The progress of a running search. */
export interface SearchProgress<S extends object = object> {
  /** Number of trials that ended, including failed ones and those of an earlier search. */
  readonly done: number;
  /** Total number of trials, as far as it is known. */
  readonly total: number;
  /** Number of trials that ended without metrics. */
  readonly failed: number;
  /** Estimate from the trials that were run and their budgets; undefined before the first. */
  readonly secondsLeft: number | undefined;
  /** The trial that ended last. */
  readonly last: Trial<S> & TrialResult;
}

const TRIAL_RUNNER = kind.withMethods<TrialRunner>('a trial function or a trial runner', 'run');

const RUN: Kind<TrialFunction<never, never> | TrialRunner> = {
  expected: TRIAL_RUNNER.expected,
  read(argument, value) {
    if (typeof value === 'function') return value as TrialFunction<never, never>;
    const runner = TRIAL_RUNNER.read(argument, value);
    kind.integer({ from: 1 }).read(`${argument}.concurrency`, runner.concurrency);
    return runner;
  },
};

/** The two directions of a search. */
export const DIRECTION = kind.choice(['minimize', 'maximize']);

/** The description of {@link SearchOptions}. */
export const SEARCH_OPTIONS = {
  run: RUN,
  objective: kind.of<string>('the name of a metric', (value) => typeof value === 'string'),
  direction: optional(DIRECTION),
  seeds: optional(kind.list(kind.seed, { atLeast: 1 }), [0]),
  folder: optional(kind.of<string>('a path', (value) => typeof value === 'string')),
  trialTimeoutMs: optional(kind.number({ from: 1, to: 2 ** 31 - 1 })),
  signal: optional(kind.signal),
  onProgress: optional(kind.callback<(progress: SearchProgress<never>) => void | Promise<void>>()),
} satisfies Description<SearchOptions<never, never>>;
