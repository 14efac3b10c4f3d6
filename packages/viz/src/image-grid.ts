import { checkAbove, checkInteger, checkLength } from './check';
import { countImages, defaultScale, type ImageShape, imageElement, type Pixels } from './pixels';
import { svgDocument } from './svg-document';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';
import { setTitle } from './title';

/** Options of {@link imageGrid}. */
export interface ImageGridOptions {
  /** `[n, height, width, channels]`: bytes in a `Uint8Array`, else numbers, clipped to [0, 1]. */
  readonly images: Pixels;
  /** [height, width, channels] with 1 (grey), 3 (RGB) or 4 (RGBA) channels. */
  readonly imageShape: ImageShape;
  /** Images a row, above 0; default 10. */
  readonly columns?: number;
  /** Pixels of the picture a pixel of an image, above 0; whole numbers are sharpest. Default: about 56 on the longer side. */
  readonly scale?: number;
  /** Pixels between images, at least 0; default 4. */
  readonly gap?: number;
  /** One caption an image, set below it. */
  readonly labels?: readonly string[];
  readonly title?: string;
  /** A CSS colour; default white. */
  readonly background?: string;
}

const LABEL: TextStyle = { size: theme.tickSize, color: theme.mutedText, anchor: 'middle' };
/** Captions may make a column this wide before they are broken into lines. */
const WIDEST_LABEL = 96;

/**
 * Images in rows from left to right, as an SVG picture.
 *
 * @throws RangeError naming the argument that is out of range, or if `labels` are not as many as the images.
 */
export function imageGrid(options: ImageGridOptions): string {
  const { images, imageShape, labels, title = '', background = theme.background } = options;
  const count = countImages('images', images, imageShape);
  const columns = Math.min(count, checkInteger('columns', options.columns ?? 10, 1));
  const scale = checkAbove('scale', options.scale ?? defaultScale(imageShape), 0);
  const gap = checkInteger('gap', options.gap ?? 4, 0);
  if (labels !== undefined) checkLength('labels', labels, count);

  const imageWidth = imageShape[1] * scale;
  const imageHeight = imageShape[0] * scale;
  const widest = Math.max(0, ...(labels ?? []).map((label) => textWidth(label, LABEL)));
  const cellWidth = Math.ceil(Math.max(imageWidth, Math.min(widest, WIDEST_LABEL)));
  const captions = labels?.map((label) => wrapText(label, cellWidth, LABEL));
  const gridWidth = columns * (cellWidth + gap) - gap;
  const width = 2 * theme.margin + Math.max(gridWidth, title === '' ? 0 : 240);

  const heading = setTitle(title, width);
  let content = heading.markup;
  let y = Math.ceil(heading.bottom);
  for (let start = 0; start < count; start += columns) {
    const row = Array.from({ length: Math.min(columns, count - start) }, (_, i) => start + i);
    for (const index of row) {
      const left = theme.margin + (index - start) * (cellWidth + gap);
      const x = left + Math.floor((cellWidth - imageWidth) / 2);
      content += imageElement(images, index, imageShape, x, y, scale);
      content += textLines(captions?.[index] ?? [], left + cellWidth / 2, y + imageHeight, LABEL);
    }
    const lines = Math.max(...row.map((index) => captions?.[index].length ?? 0));
    y += imageHeight + Math.ceil(linesHeight(lines, LABEL)) + gap;
  }
  return svgDocument(width, y - gap + theme.margin, title || `${count} images`, background, content);
}
