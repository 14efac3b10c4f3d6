import { AeLabError, ArgumentError, checkInteger, readOptions } from '@ae-lab/base';
import { writeText } from '#platform';
import { canonicalJson } from './canonical-json';
import { csvOf } from './csv';
import { finished, type ResultRow, toRow } from './result-row';
import { RESULT_SUMMARY, type ResultSummary } from './result-summary';
import { textTable } from './text-table';
import type { TrialRecord } from './trial';

/**
 * The results of a search, one row per setting (and budget). Rows whose trials all finished come first, then those with some
 * finished trials, then those with none. Among these a larger budget comes first, then a better mean of the objective.
 *
 * ```ts
 * const run = ({ settings: { x } }: { settings: { x: number } }) => ({ loss: x * x });
 * const table = await gridSearch({ space: { x: [2, -1, 3] }, objective: 'loss', run });
 * console.log(table.best.settings); // { x: -1 }
 * console.log(table.top(2)); // [{ x: -1 }, { x: 2 }]
 * console.log(String(table)); // aligned text; toCsv() and toJSON() have all digits
 * ```
 */
export class ResultTable<S extends object> implements ResultSummary {
  /** The rows in order of rank, the best first. */
  readonly rows: readonly ResultRow<S>[];
  readonly objective: string;
  readonly direction: 'minimize' | 'maximize';
  readonly stopped: 'completed' | 'aborted';
  readonly warnings: readonly string[];

  /** @param records the trials of the search with their results; a setting without results gets no row. */
  constructor(records: readonly TrialRecord<S>[], summary: ResultSummary) {
    if (!Array.isArray(records)) throw new ArgumentError('records', 'an array', records);
    const { objective, direction, stopped, warnings } = readOptions('summary', summary, RESULT_SUMMARY);
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

  /** The first row. Throws an `AeLabError` with the reason of one failure if no trial finished. */
  get best(): ResultRow<S> {
    const [row] = this.rows;
    if (row && finished(row) > 0) return row;
    const failure = row?.trials[0].failure;
    throw new AeLabError(`No trial finished${failure === undefined ? '' : `; the first one: ${failure}`}.`);
  }

  /** Returns the `count` best different settings with at least one finished trial, to be cross-validated for instance. */
  top(count: number): S[] {
    checkInteger('count', count, { from: 1 });
    const ranked = this.rows.filter((row) => finished(row) > 0).map(({ settings }) => settings);
    const different = new Map(ranked.map((settings) => [canonicalJson('settings', settings), settings]));
    return [...different.values()].slice(0, count);
  }

  /** Returns an aligned text table with 4 significant digits, followed by the reasons of failures and the warnings. */
  toString(): string {
    return textTable(this.rows, this);
  }

  /** Returns plain JSON; `JSON.stringify` uses it. */
  toJSON(): ResultSummary & { readonly rows: readonly ResultRow<S>[] } {
    const { objective, direction, stopped, warnings, rows } = this;
    return { objective, direction, stopped, warnings, rows };
  }

  /** Returns CSV (RFC 4180), one line per row, with all digits; settings that are arrays or objects are written as JSON. */
  toCsv(): string {
    return csvOf(this.rows, this.objective);
  }

  /** Writes the table atomically as JSON or CSV, by the extension of `path`. Node only. */
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
