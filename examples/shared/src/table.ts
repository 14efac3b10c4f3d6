import type { ReportColumn, ReportTable } from '@ae-lab/viz';

/** The name of a column, the digits after the decimal point, and which of its numbers is the best. */
type Column = string | readonly [name: string, digits: number, best?: ReportColumn['best']];

/** Returns a table of the report; its first column names the rows. */
export function table(columns: readonly Column[], rows: ReportTable['rows'], caption?: string): ReportTable {
  const read = columns.map((column) => {
    if (typeof column === 'string') return column;
    const [name, digits, best] = column;
    return { name, digits, best };
  });
  return { type: 'table', columns: read, rows, caption };
}
