import { element } from './element';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';

/** A label and the middle of its column. */
export interface ColumnLabel {
  readonly text: string;
  readonly x: number;
}

/** Labels beside each other. */
export interface ColumnLabels {
  readonly height: number;
  /** The labels below `y`. */
  below(y: number): string;
  /** The labels above `y`. */
  above(y: number): string;
}

/** Upright labels longer than this are broken into lines if their column has room for several. */
const LONGEST_UPRIGHT = 150;
/** Least gap between the labels of two columns. */
export const COLUMN_GAP = 6;

/**
 * Sets labels of columns of `width` in lines if their words fit, otherwise upright. Some are left out if even that is
 * too wide.
 */
export function columnLabels(labels: readonly ColumnLabel[], width: number, style: TextStyle): ColumnLabels {
  const room = width - COLUMN_GAP;
  const wordsFit = labels.every(({ text }) => text.split(/\s+/).every((word) => textWidth(word, style) <= room));
  if (wordsFit) return level(labels, room, style);
  const lineHeight = linesHeight(1, style);
  // Single lines may be a little closer.
  const stride = Math.ceil((1.1 * style.size) / width);
  const kept = labels.filter((_, i) => i % stride === 0);
  return upright(kept, Math.max(1, Math.floor((stride * width) / lineHeight)), style);
}

/** Sets labels of columns of `width` in one line each, as many as fit. They are the numbers of an axis. */
export function numberLabels(labels: readonly ColumnLabel[], width: number, style: TextStyle): ColumnLabels {
  const widest = Math.max(0, ...labels.map(({ text }) => textWidth(text, style)));
  const stride = Math.max(1, Math.ceil((widest + COLUMN_GAP) / width));
  const kept = labels.filter((_, i) => i % stride === 0);
  return level(kept, Infinity, style);
}

/** Breaks text into lines of `width`, or wider ones if there would be more than `count`. */
export function fitLines(text: string, width: number, count: number, style: TextStyle): string[] {
  const lines = wrapText(text, width, style);
  return lines.length <= count ? lines : fitLines(text, width * 1.2, count, style);
}

function level(labels: readonly ColumnLabel[], width: number, style: TextStyle): ColumnLabels {
  const texts = labels.map(({ text }) => wrapText(text, width, style));
  const heights = texts.map((lines) => linesHeight(lines.length, style));
  const at = (top: (i: number) => number) =>
    labels.map(({ x }, i) => textLines(texts[i], x, top(i), { ...style, anchor: 'middle' })).join('');
  return {
    height: Math.max(0, ...heights),
    below: (y) => at(() => y),
    above: (y) => at((i) => y - heights[i]),
  };
}

function upright(labels: readonly ColumnLabel[], lines: number, style: TextStyle): ColumnLabels {
  const texts = labels.map(({ text }) => fitLines(text, LONGEST_UPRIGHT, lines, style));
  const turned = (y: number, anchor: 'start' | 'end') =>
    labels.map(({ x }, i) => {
      const text = textLines(texts[i], x, y - linesHeight(texts[i].length / 2, style), { ...style, anchor });
      return element('g', { transform: `rotate(-90 ${x} ${y})` }, text);
    });
  return {
    height: Math.max(0, ...texts.flat().map((line) => textWidth(line, style))),
    below: (y) => turned(y, 'end').join(''),
    above: (y) => turned(y, 'start').join(''),
  };
}
