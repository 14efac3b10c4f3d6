import { AeLabError, ArgumentError, checkInteger, checkOptions } from '@ae-lab/base';
import { writeText } from '#platform';
import { canonicalJson } from './canonical-json';
import { csvOf } from './csv';
import { finished, type ResultRow, toRow } from './result-row';
import type { TrialRecord } from './search';
import { textTable } from './text-table';

/** How a search went as a whole. */
export interface ResultSummary {
  /** The metric that ranks the rows. */
  readonly objective: string;
  /** Whether less or more of it is better. */
  readonly direction: 'minimize' | 'maximize';
  /** Whether all trials were run, or the signal came first. */
  readonly stopped: 'completed' | 'aborted';
  /** What was wrong with the files of earlier trials. */
  readonly warnings: readonly string[];
}

/**
 * The outcome of a search. Rows are ranked: those whose trials all finished first, then those with some, then those with none;
 * among them the larger budget first, then the better mean of the objective.
 */
export class ResultTable<S extends object> implements ResultSummary {
  /** The best first. */
  readonly rows: readonly ResultRow<S>[];
  readonly objective: string;
  readonly direction: 'minimize' | 'maximize';
  readonly stopped: 'completed' | 'aborted';
  readonly warnings: readonly string[];

  /** @param records how each trial of the search ended; those without a result make no row. */
  constructor(records: readonly TrialRecord<S>[], summary: ResultSummary) {
    if (!Array.isArray(records)) throw new ArgumentError('records', 'an array', records);
    checkOptions('summary', summary, { objective: true, direction: true, stopped: true, warnings: true });
    const { objective, direction, stopped, warnings } = summary;
    this.objective = objective;
    this.direction = direction;
    this.stopped = stopped;
    this.warnings = warnings;
    const groups = new Map<string, TrialRecord<S>[]>();
    for (const record of records) {
      const { settings, budget } = record.trial;
      const key = canonicalJson('trial', { settings, budget });
      groups.set(key, [...(groups.get(key) ?? []), record]);
    }
    const rows = [...groups.values()].map(toRow).filter(({ trials }) => trials.length > 0);
    this.rows = rows.sort((a, b) => this.compare(a, b));
  }

  /** The first row. Throws an `AeLabError` with a trial's reason if none finished. */
  get best(): ResultRow<S> {
    const [row] = this.rows;
    if (row && finished(row) > 0) return row;
    const failure = row?.trials[0].failure;
    throw new AeLabError(`No trial finished${failure === undefined ? '' : `; the first one: ${failure}`}.`);
  }

  /** The settings of the `count` best rows of which trials finished, to be cross-validated for instance. */
  top(count: number): S[] {
    checkInteger('count', count, { from: 1 });
    const ranked = this.rows.filter((row) => finished(row) > 0).map(({ settings }) => settings);
    const different = new Map(ranked.map((settings) => [canonicalJson('settings', settings), settings]));
    return [...different.values()].slice(0, count);
  }

  /** An aligned text table with 4 significant digits, then the failures' reasons and the warnings. */
  toString(): string {
    return textTable(this);
  }

  /** Plain JSON; also what `JSON.stringify` writes. */
  toJSON(): ResultSummary & { readonly rows: readonly ResultRow<S>[] } {
    const { objective, direction, stopped, warnings, rows } = this;
    return { objective, direction, stopped, warnings, rows };
  }

  /** One line a row with all digits, in the format of RFC 4180; settings that are no plain text or number are JSON. */
  toCsv(): string {
    return csvOf(this);
  }

  /** Writes the table, whole or not at all, as JSON or CSV by the extension of `path`. Only in Node. */
  async save(path: string): Promise<void> {
    const extension = /\.(json|csv)$/i.exec(path)?.[1].toLowerCase();
    if (typeof path !== 'string' || extension === undefined)
      throw new ArgumentError('path', 'a name that ends in .json or .csv', path);
    await writeText(path, extension === 'csv' ? this.toCsv() : `${JSON.stringify(this, null, 2)}\n`);
  }

  private compare(a: ResultRow<S>, b: ResultRow<S>): number {
    const sign = this.direction === 'minimize' ? 1 : -1;
    const objective = (row: ResultRow<S>) => row.metrics[this.objective]?.mean ?? 0;
    return rank(a) - rank(b) || (b.budget ?? 0) - (a.budget ?? 0) || sign * (objective(a) - objective(b));
  }
}

function rank(row: ResultRow<object>): number {
  return row.complete ? 0 : finished(row) > 0 ? 1 : 2;
}
