import { columnsOf, finished, type ResultRow } from './result-row';
import type { ResultTable } from './result-table';

/** A table as comma-separated values (RFC 4180), with a line of names on top. */
export function csvOf(table: ResultTable<object>): string {
  const { settings, metrics, hasBudget } = columnsOf(table.rows, table.objective);
  const header = [
    ...settings,
    ...(hasBudget ? ['budget'] : []),
    ...metrics.flatMap((name) => [`${name} mean`, `${name} std`]),
    ...['finished', 'failed', 'seconds', 'failures'],
  ];
  const line = (row: ResultRow<object>) => {
    const values = row.settings as Readonly<Record<string, unknown>>;
    const failures = row.trials.flatMap(({ failure }) => failure ?? []);
    return [
      ...settings.map((name) => values[name]),
      ...(hasBudget ? [row.budget] : []),
      ...metrics.flatMap((name) => [row.metrics[name]?.mean, row.metrics[name]?.std]),
      ...[finished(row), failures.length, row.seconds, failures.join('; ')],
    ];
  };
  return [header, ...table.rows.map(line)].map((cells) => `${cells.map(csvCell).join()}\r\n`).join('');
}

/** One value, in quotes where it has a comma, a quote or a line break in it. */
function csvCell(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
