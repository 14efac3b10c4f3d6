import { inkOn } from './color-scale';
import { element } from './element';
import { linesHeight, textLines, textWidth } from './text';
import { theme } from './theme';

/** Colour of a cell of a matrix, and its text if there is room. */
export interface Cell {
  readonly color: string;
  readonly text: string;
}

/** Smaller text is left out. */
const SMALLEST_TEXT = 8;

/** Draws cells in rows of `columns` from (left, top) on, with their texts in one size if all fit. */
export function matrixCells(
  cells: readonly Cell[],
  columns: number,
  { cellWidth, cellHeight }: { readonly cellWidth: number; readonly cellHeight: number },
  left: number,
  top: number,
): string {
  const widest = Math.max(...cells.map(({ text }) => textWidth(text, { size: 1 })), 0.1);
  const size = Math.min(theme.tickSize, (cellWidth - 6) / widest, cellHeight / theme.lineHeight);
  const place = (i: number) => ({ x: left + (i % columns) * cellWidth, y: top + Math.floor(i / columns) * cellHeight });
  const fills = cells.map(({ color }, i) =>
    element('rect', { ...place(i), width: cellWidth, height: cellHeight, fill: color }),
  );
  const texts = cells.map(({ text, color }, i) => {
    if (size < SMALLEST_TEXT || text === '') return '';
    const { x, y } = place(i);
    const style = { size, color: inkOn(color), anchor: 'middle' } as const;
    return textLines([text], x + cellWidth / 2, y + (cellHeight - linesHeight(1, style)) / 2, style);
  });
  return element('g', { 'shape-rendering': 'crispEdges' }, fills.join('')) + texts.join('');
}
