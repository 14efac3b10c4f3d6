import type { Metrics } from '@ae-lab/base';
import type { Fold } from './folds';

/** One training to be done: a setting with one seed and, where there are any, one fold and one budget. */
export interface Trial<S extends object = object> {
  /** Plain JSON. */
  readonly settings: S;
  /** For everything random in the trial. */
  readonly seed: number;
  /** How much the trial may spend in all, in epochs for instance; only from {@link successiveHalving}. */
  readonly budget?: number;
  /** What to train and to validate on; only from {@link crossValidate}. */
  readonly fold?: Fold;
}

/** What a trial function gets. */
export interface RunningTrial<S extends object = object> extends Trial<S> {
  /**
   * Aborted when the search is, or when the time is up; pass it on to `fit`. What the trial returns after that is not used.
   * In a worker thread it never fires, for there the whole thread is ended.
   */
  readonly signal: AbortSignal;
}

/**
 * Trains and returns metrics by name, all finite numbers. Whatever it throws is recorded as the trial's failure. It should
 * draw all randomness from `seed`: a resumed search takes a finished trial's metrics as they are.
 *
 * @typeParam S the settings.
 * @typeParam Given what this search always gives, `{ budget: number }` or `{ fold: Fold }`.
 */
export type TrialFunction<S extends object = object, Given = unknown> = (
  trial: RunningTrial<S> & Given,
) => Metrics | Promise<Metrics>;

/** How a trial ended: with metrics, or with the reason for its failure. */
export interface TrialResult {
  /** By name, all finite; absent if it failed. */
  readonly metrics?: Metrics;
  /** What the trial threw, or how else it failed. */
  readonly failure?: string;
  /** Wall-clock time; of the first trial on a worker thread with that thread's start. */
  readonly seconds: number;
}

/** What is wrong with what a trial returned as metrics, whatever the objective, or undefined. */
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

/** What is wrong with metrics that are no problem otherwise: that the objective is not among them. */
export function objectiveProblem(metrics: Metrics, objective: string): string | undefined {
  if (Object.hasOwn(metrics, objective)) return undefined;
  return `returned no metric '${objective}', only ${Object.keys(metrics).join(', ') || 'an empty object'}`;
}

/** A failure's reason in one line. */
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
