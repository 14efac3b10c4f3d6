/** Returns rows of text under their headings: the first column flush left, all others flush right. */
export function alignedTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return all.map((cells) => line(cells).trimEnd()).join('\n');
}

/** Returns a number with at least three significant digits, or a dash if it is absent. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return '-';
  if (Math.abs(value) >= 10 ** digits) return Math.round(value).toLocaleString('en');
  return value.toPrecision(digits);
}
