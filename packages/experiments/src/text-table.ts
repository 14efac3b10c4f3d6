import { columnsOf, finished, type ResultRow, type Summary } from './result-row';
import type { ResultSummary } from './result-summary';

/** Returns a table as aligned text: numbers with 4 significant digits, failures and warnings below. */
export function textTable(rows: readonly ResultRow<object>[], { objective, stopped, warnings }: ResultSummary): string {
  const { settings, metrics, hasBudget } = columnsOf(rows, objective);
  const header = [...settings, ...(hasBudget ? ['budget'] : []), ...metrics, 'trials', 'seconds'];
  const line = (row: ResultRow<object>) => {
    const values = row.settings as Readonly<Record<string, unknown>>;
    return [
      ...settings.map((name) => show(values[name])),
      ...(hasBudget ? [show(row.budget)] : []),
      ...metrics.map((name) => showSummary(row.metrics[name])),
      finished(row) === row.trials.length ? show(finished(row)) : `${finished(row)} of ${row.trials.length}`,
      show(row.seconds),
    ];
  };
  const cells = [header, ...rows.map(line)];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const aligned = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  const aborted = stopped === 'aborted' ? ['The search was aborted.'] : [];
  return [...aligned, ...rows.flatMap(failuresOf), ...warnings, ...aborted].join('\n');
}

function failuresOf(row: ResultRow<object>): string[] {
  return row.trials.flatMap(({ seed, fold, failure }) => {
    const budget = row.budget === undefined ? '' : `, budget ${row.budget}`;
    const which = `seed ${seed}${fold === undefined ? '' : `, fold ${fold}`}${budget}`;
    return failure === undefined ? [] : [`failed: ${show(row.settings)}, ${which}: ${failure}`];
  });
}

function showSummary(summary: Summary | undefined): string {
  if (!summary) return '';
  return summary.std === undefined ? show(summary.mean) : `${show(summary.mean)} ± ${show(summary.std)}`;
}

function show(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  if (typeof value === 'object' || /[\r\n]/.test(String(value))) return JSON.stringify(value);
  return String(value ?? '');
}
