import type { TrialRecord, TrialResult } from './trial';

/** A metric over the seeds and folds of one setting. */
export interface Summary {
  /** The mean over all seeds and folds. */
  readonly mean: number;
  /** The sample standard deviation, with n - 1 in the denominator; undefined for a single value. */
  readonly std: number | undefined;
  /** One finite value per finished trial, in the order of the row's trials. */
  readonly values: readonly number[];
}

/** The results of one setting (and budget, where there is one). */
export interface ResultRow<S extends object> {
  /** The settings that its trials were given. */
  readonly settings: S;
  /** The budget of each of its trials; absent without budgets. */
  readonly budget?: number;
  /** Metrics by name, over the trials that finished. */
  readonly metrics: Readonly<Record<string, Summary>>;
  /** Total wall-clock time of its trials. */
  readonly seconds: number;
  /** Whether all its trials finished; false if some failed or the search was aborted before them. */
  readonly complete: boolean;
  /** The trials that ended, by fold, then by seed. */
  readonly trials: readonly ({ readonly seed: number; readonly fold?: number } & TrialResult)[];
}

/** Returns the row of all trials of one setting, including those that did not end. */
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

/** Returns the number of trials of a row that finished. */
export function finished(row: ResultRow<object>): number {
  return row.trials.filter(({ failure }) => failure === undefined).length;
}

/** Returns the names of all settings, and those of all metrics with the objective first, in order of appearance. */
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
