import { argumentError, checkLength } from './check';
import { escapeMarkup } from './escape';
import { numberFormat } from './number-format';

/** A column of a {@link ReportTable}. */
export interface ReportColumn {
  /** Plain text, with the unit where there is one. */
  readonly name: string;
  /** Which number of the column is set in bold. */
  readonly best?: 'lowest' | 'highest';
  /** Digits after the decimal point; default: as many as give the largest number four significant ones. */
  readonly digits?: number;
}

/** A table. The first column is the heading of each row. */
export interface ReportTable {
  readonly type: 'table';
  /** A name alone stands for `{ name }`. */
  readonly columns: readonly (string | ReportColumn)[];
  /** Each as long as `columns`. Numbers are aligned and written with the same digits within a column. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** What the table shows. Default: none. */
  readonly caption?: string;
}

/** The HTML of a table; `argument` is its name in errors. */
export function reportTable({ columns, rows, caption = '' }: ReportTable, argument: string): string {
  if (columns.length === 0) throw argumentError(`${argument}.columns`, 'at least one column', columns);
  for (const [i, row] of rows.entries()) checkLength(`${argument}.rows[${i}]`, row, columns.length);
  const cells = columns.map((column, j) =>
    columnCells(
      typeof column === 'string' ? { name: column } : column,
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
  const table = `<table>${text}<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
  return `<div class="scroll">${table}</div>`;
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
