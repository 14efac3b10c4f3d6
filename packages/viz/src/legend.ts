import { decimal, element } from './element';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';

/** One entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  /** A line, or a dot as in a scatter plot. */
  readonly mark: 'line' | 'dot';
  readonly dashes?: string;
  readonly cap?: 'round' | 'square';
}

const STYLE: TextStyle = { size: theme.tickSize };
const LINE_LENGTH = 22;
const DOT_SIZE = 10;
const GAP = 18;
const KEY_GAP = 6;

/** Draws the entries from (x, y) on, in one row if `width` allows, otherwise in columns. */
export function legend(entries: readonly LegendEntry[], x: number, y: number, width: number) {
  const keyWidth = (entries[0]?.mark === 'line' ? LINE_LENGTH : DOT_SIZE) + KEY_GAP;
  const texts = entries.map((entry) => wrapText(entry.label, width - keyWidth, STYLE));
  const widths = texts.map((lines) => keyWidth + Math.max(0, ...lines.map((line) => textWidth(line, STYLE))) + GAP);
  const oneRow = widths.reduce((sum, one) => sum + one, 0) - GAP <= width;
  const columnWidth = Math.max(0, ...widths);
  const columns = oneRow ? entries.length : Math.max(1, Math.floor((width + GAP) / columnWidth));
  const lineHeight = linesHeight(1, STYLE);
  let markup = '';
  let bottom = y;
  for (let start = 0; start < entries.length; start += columns) {
    const row = entries.slice(start, start + columns);
    let left = x;
    for (const [i, entry] of row.entries()) {
      markup += key(entry, left, bottom + lineHeight / 2) + textLines(texts[start + i], left + keyWidth, bottom, STYLE);
      left += oneRow ? widths[start + i] : columnWidth;
    }
    bottom += lineHeight * Math.max(...row.map((_, i) => texts[start + i].length));
  }
  return { markup, bottom };
}

function key({ color, mark, dashes, cap = 'round' }: LegendEntry, x: number, y: number): string {
  const line = mark === 'line';
  return element('path', {
    d: line ? `M${decimal(x)} ${decimal(y)}h${LINE_LENGTH}` : `M${decimal(x + DOT_SIZE / 2)} ${decimal(y)}h0`,
    stroke: color,
    'stroke-width': line ? 2.5 : DOT_SIZE,
    'stroke-linecap': line ? undefined : cap,
    'stroke-dasharray': dashes,
  });
}
