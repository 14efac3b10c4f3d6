import { checkText } from './check';
import { linesHeight, type TextStyle, textLines, wrapText } from './text';
import { theme } from './theme';

const STYLE: TextStyle = { size: theme.titleSize, bold: true };
const GAP = 8;

/** A title set in as many lines as it needs, from the top left corner of a picture. */
export interface Title {
  readonly markup: string;
  /** Where what comes below it starts. */
  readonly bottom: number;
}

/** Sets `title` into a picture of `width`; an empty title takes no room. */
export function setTitle(title: string, width: number): Title {
  const lines = wrapText(checkText('title', title), width - 2 * theme.margin, STYLE);
  const gap = lines.length > 0 ? GAP : 0;
  return {
    markup: textLines(lines, theme.margin, theme.margin, STYLE),
    bottom: theme.margin + linesHeight(lines.length, STYLE) + gap,
  };
}
