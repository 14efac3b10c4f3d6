import { columnsOf, finished, type ResultRow } from './result-row';

/** Returns the rows of a table as comma-separated values (RFC 4180), with a header line. */
export function csvOf(rows: readonly ResultRow<object>[], objective: string): string {
  const { settings, metrics, hasBudget } = columnsOf(rows, objective);
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
  return [header, ...rows.map(line)].map((cells) => `${cells.map(csvCell).join()}\r\n`).join('');
}

/** Returns one value, quoted if it contains a comma, a quote or a line break. */
function csvCell(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
