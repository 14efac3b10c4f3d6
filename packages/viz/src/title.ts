import { linesHeight, type TextStyle, textLines, wrapText } from './text';
import { theme } from './theme';

const STYLE: TextStyle = { size: theme.titleSize, bold: true };
const GAP = 8;

/** A title in as many lines as it needs, from the top left corner of a picture. */
export interface Title {
  readonly markup: string;
  /** The top of what comes below the title. */
  readonly bottom: number;
}

/** Sets `title` in a picture of the given width. An empty title takes no room. */
export function setTitle(title: string, width: number): Title {
  const lines = wrapText(title, width - 2 * theme.margin, STYLE);
  const gap = lines.length > 0 ? GAP : 0;
  return {
    markup: textLines(lines, theme.margin, theme.margin, STYLE),
    bottom: theme.margin + linesHeight(lines.length, STYLE) + gap,
  };
}
