import { type Description, type Kind, kind, nested, optional, type Read } from '@ae-lab/base';
import { escapeMarkup } from './escape';
import { DIGITS, numberFormat } from './number-format';
import { checkLength } from './numbers';

/** A column of a {@link ReportTable}. */
export interface ReportColumn {
  /** Heading of the column, plain text, with the unit if there is one. */
  readonly name: string;
  /** The number of the column that is set in bold. Default: none. */
  readonly best?: 'lowest' | 'highest';
  /** Digits after the decimal point, from 0 to 20. Default: four significant ones in the largest number. */
  readonly digits?: number;
}

/** A table. The first column is the heading of each row. */
export interface ReportTable {
  readonly type: 'table';
  /** Columns from left to right, at least one. A name alone stands for `{ name }`. */
  readonly columns: readonly (string | ReportColumn)[];
  /** Rows from top to bottom, each as long as `columns`. Numbers of a column are aligned and have the same digits. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** Caption below the table. Default: none. */
  readonly caption?: string;
}

const COLUMN_OPTIONS = nested({
  name: kind.text,
  best: optional(kind.choice(['lowest', 'highest'])),
  digits: optional(DIGITS),
} satisfies Description<ReportColumn>);

/** The kind of a column, which reads a name alone as `{ name }`. */
const COLUMN: Kind<ReportColumn> = {
  expected: 'text or a column',
  read: (argument, value) => (typeof value === 'string' ? { name: value } : COLUMN_OPTIONS.read(argument, value)),
};

const CELL: Kind<string | number> = kind.of('text or a number', (value) => ['string', 'number'].includes(typeof value));

/** The description of a {@link ReportTable} without its type. */
export const REPORT_TABLE = {
  columns: kind.list(COLUMN, { atLeast: 1 }),
  rows: kind.list(kind.list(CELL)),
  caption: optional(kind.text, ''),
} satisfies Description<Omit<ReportTable, 'type'>>;

/**
 * Returns the HTML of a table.
 *
 * @param argument the name of the table in errors.
 */
export function reportTable({ columns, rows, caption }: Read<typeof REPORT_TABLE>, argument: string): string {
  for (const [i, row] of rows.entries()) checkLength(`${argument}.rows[${i}]`, row, columns.length);
  const cells = columns.map((column, j) =>
    columnCells(
      column,
      rows.map((row) => row[j]),
    ),
  );
  const head = cells.map(({ name, numeric }) => `<th scope="col"${numeric ? ' class="number"' : ''}>${name}</th>`);
  const body = rows.map((_, i) => {
    const row = cells.map(({ numeric, values }, j) => {
      const tag = j === 0 ? 'th scope="row"' : 'td';
      return `<${tag}${numeric ? ' class="number"' : ''}>${values[i]}</${tag.slice(0, 2)}>`;
    });
    return `<tr>${row.join('')}</tr>`;
  });
  const text = caption === '' ? '' : `<caption>${escapeMarkup(caption)}</caption>`;
  const markup = `<table>${text}<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
  return `<div class="scroll">${markup}</div>`;
}

function columnCells({ name, best, digits }: ReportColumn, values: readonly (string | number)[]) {
  const numbers = values.filter((value) => typeof value === 'number');
  const write = numberFormat(numbers, digits);
  const written = values.map((value) => escapeMarkup(typeof value === 'number' ? write(value) : value));
  const known = numbers.filter((value) => !Number.isNaN(value));
  const winner = best === 'lowest' ? Math.min(...known) : Math.max(...known);
  return {
    name: escapeMarkup(name),
    numeric: numbers.length > 0,
    values: written.map((text, i) => (best !== undefined && values[i] === winner ? `<strong>${text}</strong>` : text)),
  };
}
