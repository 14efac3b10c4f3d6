import { element } from './element';
import { escapeMarkup } from './escape';
import { theme } from './theme';

/** Advance widths of the characters from space to tilde in DejaVu Sans, in thousandths of the font size. */
const ADVANCES = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];
/** Advance widths of other characters: most letters are narrower, and East Asian ones (from U+1100) fill a square. */
const OTHER_ADVANCE = 700;
const SQUARE_ADVANCE = 1000;
/** Estimates the advance in DejaVu Sans Bold, too wide rather than too narrow. */
const boldAdvance = (advance: number) => 1.06 * advance + 65;

/** Size, weight, colour and anchor of text. */
export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** Returns the width of a line in pixels in the widest font of the theme. */
export function textWidth(text: string, { size, bold = false }: TextStyle): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const advance = ADVANCES[code - 32] ?? (code < 0x1100 ? OTHER_ADVANCE : SQUARE_ADVANCE);
    thousandths += bold ? boldAdvance(advance) : advance;
  }
  return (thousandths / 1000) * size;
}

/** Breaks text into lines of at most `width` pixels, at spaces and inside words that are too long for a line. */
export function wrapText(text: string, width: number, style: TextStyle): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, style) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && textWidth(line + character, style) > width) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Returns the height of `count` lines in pixels. */
export function linesHeight(count: number, style: TextStyle): number {
  return count * style.size * theme.lineHeight;
}

/** Draws lines of text below each other. `y` is the top of the first. */
export function textLines(lines: readonly string[], x: number, y: number, style: TextStyle): string {
  return lines
    .map((line, i) => {
      // Letters with and without descenders look centred in their line with the baseline at 0.78 of the size.
      const baseline = y + linesHeight(i, style) + style.size * (0.78 + (theme.lineHeight - 1) / 2);
      return element('text', textAttributes(x, baseline, style), escapeMarkup(line));
    })
    .join('');
}

function textAttributes(x: number, y: number, { size, bold, color, anchor }: TextStyle) {
  return {
    x,
    y,
    'font-size': size,
    'font-weight': bold ? 'bold' : undefined,
    fill: color ?? theme.text,
    'text-anchor': anchor === 'start' ? undefined : anchor,
  };
}
