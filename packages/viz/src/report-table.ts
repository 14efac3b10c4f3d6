import { argumentError, checkArray, checkInteger, checkLength, checkOneOf, checkOptions, checkText } from './check';
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
export function reportTable(table: ReportTable, argument: string): string {
  checkOptions(argument, table, { type: true, columns: true, rows: true, caption: true });
  const { columns, rows, caption = '' } = table;
  if (checkArray(`${argument}.columns`, columns).length === 0) {
    throw argumentError(`${argument}.columns`, 'at least one column', columns);
  }
  for (const [i, row] of checkArray(`${argument}.rows`, rows).entries()) {
    checkLength(`${argument}.rows[${i}]`, row, columns.length);
    for (const [j, cell] of row.entries()) checkCell(`${argument}.rows[${i}][${j}]`, cell);
  }
  checkText(`${argument}.caption`, caption);
  const cells = columns.map((column, j) =>
    columnCells(
      checkColumn(`${argument}.columns[${j}]`, typeof column === 'string' ? { name: column } : column),
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

function checkCell(argument: string, cell: string | number): void {
  if (typeof cell !== 'string' && typeof cell !== 'number') throw argumentError(argument, 'text or a number', cell);
}

function checkColumn(argument: string, column: ReportColumn): ReportColumn {
  checkOptions(argument, column, { name: true, best: true, digits: true });
  const { name, best, digits } = column;
  checkText(`${argument}.name`, name);
  if (best !== undefined) checkOneOf(`${argument}.best`, best, ['lowest', 'highest']);
  if (digits !== undefined) checkInteger(`${argument}.digits`, digits, 0);
  return column;
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
