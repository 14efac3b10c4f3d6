import { argumentError, checkAbove, checkInteger, checkLength } from './check';
import { countImages, defaultScale, type ImageShape, imageElement, type Pixels } from './pixels';
import { svgDocument } from './svg-document';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';
import { setTitle } from './title';

/** A row of {@link imageRows}. */
export interface ImageRow {
  /** What stands to the left of the row, for example 'original'. */
  readonly name: string;
  /** `[n, height, width, channels]`: bytes in a `Uint8Array`, else numbers, clipped to [0, 1]. */
  readonly images: Pixels;
}

/** Options of {@link imageRows}. */
export interface ImageRowsOptions {
  /** From top to bottom, each with the same number of images. */
  readonly rows: readonly ImageRow[];
  /** [height, width, channels] with 1 (grey), 3 (RGB) or 4 (RGBA) channels. */
  readonly imageShape: ImageShape;
  /** Pixels of the picture a pixel of an image, above 0; whole numbers are sharpest. Default: about 56 on the longer side. */
  readonly scale?: number;
  /** Pixels between images, at least 0; default 4. */
  readonly gap?: number;
  /** One caption a column, set above it. */
  readonly columnLabels?: readonly string[];
  readonly title?: string;
  /** A CSS colour; default white. */
  readonly background?: string;
}

const NAME: TextStyle = { size: theme.labelSize, anchor: 'end' };
const LABEL: TextStyle = { size: theme.tickSize, color: theme.mutedText, anchor: 'middle' };
/** Names may take this much room before they are broken into lines. */
const WIDEST_NAME = 160;
const NAME_GAP = 10;

/**
 * Named rows of images whose columns belong together, such as originals above their reconstructions, as an SVG picture.
 *
 * @throws RangeError naming the argument that is out of range, or the row with another number of images than the first.
 */
export function imageRows(options: ImageRowsOptions): string {
  const { rows, imageShape, title = '', background = theme.background } = options;
  if (rows.length === 0) throw argumentError('rows', 'at least one row', rows);
  const columns = countImages('rows[0].images', rows[0].images, imageShape);
  for (const [i, row] of rows.entries()) checkLength(`rows[${i}].images`, row.images, rows[0].images.length);
  const scale = checkAbove('scale', options.scale ?? defaultScale(imageShape), 0);
  const gap = checkInteger('gap', options.gap ?? 4, 0);
  const columnLabels = checkLength(
    'columnLabels',
    options.columnLabels ?? new Array<string>(columns).fill(''),
    columns,
  );

  const imageWidth = imageShape[1] * scale;
  const imageHeight = imageShape[0] * scale;
  const names = rows.map((row) => wrapText(row.name, WIDEST_NAME, NAME));
  const namesWidth = Math.ceil(Math.max(...names.flat().map((line) => textWidth(line, NAME)), 0));
  const left = theme.margin + (namesWidth > 0 ? namesWidth + NAME_GAP : 0);
  const captions = columnLabels.map((label) => wrapText(label, imageWidth, LABEL));
  const captionLines = Math.max(...captions.map((lines) => lines.length));
  const rowHeight = Math.max(imageHeight, ...names.map((lines) => Math.ceil(linesHeight(lines.length, NAME))));
  const width = Math.max(left + columns * (imageWidth + gap) - gap + theme.margin, title === '' ? 0 : 272);

  const heading = setTitle(title, width);
  const captionsBottom = heading.bottom + linesHeight(captionLines, LABEL);
  const top = Math.ceil(captionsBottom) + (captionLines > 0 ? 4 : 0);
  let content = heading.markup;
  for (const [column, lines] of captions.entries()) {
    const x = left + column * (imageWidth + gap) + imageWidth / 2;
    content += textLines(lines, x, captionsBottom - linesHeight(lines.length, LABEL), LABEL);
  }
  for (const [i, row] of rows.entries()) {
    const y = top + i * (rowHeight + gap);
    const nameTop = y + (rowHeight - linesHeight(names[i].length, NAME)) / 2;
    content += textLines(names[i], left - NAME_GAP, nameTop, NAME);
    for (let column = 0; column < columns; column++) {
      const x = left + column * (imageWidth + gap);
      content += imageElement(row.images, column, imageShape, x, y + Math.floor((rowHeight - imageHeight) / 2), scale);
    }
  }
  const height = top + rows.length * (rowHeight + gap) - gap + theme.margin;
  return svgDocument(width, height, title || rows.map((row) => row.name).join(', '), background, content);
}
