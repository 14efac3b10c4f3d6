import type { Metrics } from '@ae-lab/base';
import type { Fold } from './folds';

/** One training to run: a setting with one seed, and with a fold or a budget where the search has them. */
export interface Trial<S extends object = object> {
  /** Plain JSON. */
  readonly settings: S;
  /** Seed of everything random in the trial. */
  readonly seed: number;
  /** Total amount that the trial may spend, such as a number of epochs; only from {@link successiveHalving}. */
  readonly budget?: number;
  /** Positions to train on and to validate on; only from {@link crossValidate}. */
  readonly fold?: Fold;
}

/** The argument of a trial function. */
export interface RunningTrial<S extends object = object> extends Trial<S> {
  /**
   * Aborted when the search is, or when the time limit is reached; pass it on to `fit`. The search ignores metrics that the
   * trial returns after that. In a worker thread it never fires, because there the whole thread is ended.
   */
  readonly signal: AbortSignal;
}

/**
 * Trains and returns metrics by name, all finite numbers. An error that it throws is recorded as the trial's failure. It
 * should draw all randomness from `seed`: a resumed search reuses the metrics of finished trials.
 *
 * @typeParam S the settings.
 * @typeParam Given fields of the trial that this search always sets, `{ budget: number }` or `{ fold: Fold }`.
 */
export type TrialFunction<S extends object = object, Given = unknown> = (
  trial: RunningTrial<S> & Given,
) => Metrics | Promise<Metrics>;

/** The result of a trial: metrics, or the reason for its failure. */
export interface TrialResult {
  /** All finite; absent if the trial failed. */
  readonly metrics?: Metrics;
  /** The error that the trial threw, or another reason; absent if it finished. */
  readonly failure?: string;
  /** Wall-clock time; for the first trial on a worker thread it includes the thread's start. */
  readonly seconds: number;
}

/** A trial and its result, which is unknown if the search was aborted before the trial ended. */
export interface TrialRecord<S extends object> {
  /** The settings, seed, budget and fold. */
  readonly trial: Trial<S>;
  /** Metrics or failure; absent if the trial did not run to its end. */
  readonly result?: TrialResult;
}

/** Returns the problem of a trial's return value as metrics, whatever the objective; undefined if there is none. */
export function metricsProblem(returned: unknown): string | undefined {
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) {
    return `returned ${show(returned)} instead of metrics by name`;
  }
  for (const [name, value] of Object.entries(returned)) {
    if (typeof value !== 'number') return `returned ${show(value)} for the metric '${name}', which is not a number`;
    if (!Number.isFinite(value)) return `returned ${value} for the metric '${name}'`;
  }
  return undefined;
}

/** Returns the problem of metrics that lack the objective; undefined if they have it. */
export function objectiveProblem(metrics: Metrics, objective: string): string | undefined {
  if (Object.hasOwn(metrics, objective)) return undefined;
  return `returned no metric '${objective}', only ${Object.keys(metrics).join(', ') || 'an empty object'}`;
}

/** Returns the reason of a failure in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${show(error)}`;
  const message = error.message.replaceAll(/\s+/g, ' ');
  return ['Error', 'AeLabError'].includes(error.name) ? message : `${error.name}: ${message}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null
    ? `an ${Array.isArray(value) ? 'array' : 'object'}`
    : String(value);
}
