import type { TrialRecord } from './search';
import type { TrialResult } from './trial';

/** A metric over the seeds and folds of one setting. */
export interface Summary {
  /** Over the values, which are finite. */
  readonly mean: number;
  /** The sample standard deviation, with n - 1 in the denominator; undefined for a single value. */
  readonly std: number | undefined;
  /** One a finished trial, in the order of the row's trials. */
  readonly values: readonly number[];
}

/** What came of one setting (and budget, where there is one). */
export interface ResultRow<S extends object> {
  /** As the trials were given them. */
  readonly settings: S;
  /** What each of its trials could spend; absent without budgets. */
  readonly budget?: number;
  /** By name, over the trials that finished. */
  readonly metrics: Readonly<Record<string, Summary>>;
  /** Wall-clock time of all its trials together. */
  readonly seconds: number;
  /** Whether all its trials finished; false when some failed or the search was aborted before them. */
  readonly complete: boolean;
  /** By fold, then by seed; those that ended. */
  readonly trials: readonly ({ readonly seed: number; readonly fold?: number } & TrialResult)[];
}

/** One row from all the trials of one setting, those among them that did not end any more. */
export function toRow<S extends object>(records: readonly TrialRecord<S>[]): ResultRow<S> {
  const { settings, budget } = records[0].trial;
  const trials = records.flatMap(({ trial: { seed, fold }, result }) =>
    result ? [{ seed, ...(fold && { fold: fold.index }), ...result }] : [],
  );
  const names = new Set(trials.flatMap(({ metrics }) => Object.keys(metrics ?? {})));
  const valuesOf = (name: string) => trials.flatMap(({ metrics }) => metrics?.[name] ?? []);
  return {
    settings,
    ...(budget !== undefined && { budget }),
    metrics: Object.fromEntries([...names].map((name) => [name, summarize(valuesOf(name))])),
    seconds: trials.reduce((total, { seconds }) => total + seconds, 0),
    complete: trials.length === records.length && trials.every(({ failure }) => failure === undefined),
    trials,
  };
}

/** How many trials of a row finished. */
export function finished(row: ResultRow<object>): number {
  return row.trials.filter(({ failure }) => failure === undefined).length;
}

/** The names of all settings, and those of all metrics with the objective first, in order of appearance. */
export function columnsOf(rows: readonly ResultRow<object>[], objective: string) {
  const settings = new Set(rows.flatMap((row) => Object.keys(row.settings)));
  const metrics = new Set([objective, ...rows.flatMap((row) => Object.keys(row.metrics))]);
  const hasBudget = rows.some(({ budget }) => budget !== undefined);
  return { settings: [...settings], metrics: [...metrics], hasBudget };
}

function summarize(values: readonly number[]): Summary {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, std: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : undefined, values };
}
