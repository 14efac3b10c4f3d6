import { type Description, type ImageShape, kind, optional, type Read } from '@ae-lab/base';
import { CHART_TEXTS } from './chart-texts';
import { COLUMN_GAP, columnLabels } from './column-labels';
import { defaultScale, IMAGE_SHAPE } from './pixels';
import { svgDocument } from './svg-document';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';
import { setTitle } from './title';

/** Options of every picture of several images. */
export interface ImageLayoutOptions {
  /** [height, width, channels] with 1 (grey), 3 (RGB) or 4 (RGBA) channels. */
  readonly imageShape: ImageShape;
  /** Pixels of the picture per image pixel, above 0. Whole numbers are sharpest. Default: the longer side is about 56. */
  readonly scale?: number;
  /** Gap between images in pixels, a whole number of at least 0. Default 4. */
  readonly gap?: number;
  /** Title above the images. Default: none. */
  readonly title?: string;
  /** Background, a CSS colour. Default white. */
  readonly background?: string;
}

/** The description of {@link ImageLayoutOptions}. */
export const IMAGE_LAYOUT_OPTIONS = {
  imageShape: IMAGE_SHAPE,
  scale: optional(kind.number({ above: 0 })),
  gap: optional(kind.integer({ from: 0 }), 4),
  title: CHART_TEXTS.title,
  background: optional(kind.text, theme.background),
} satisfies Description<ImageLayoutOptions>;

/** The texts around images in rows and columns, each missing or with one entry per row, column or image. */
export interface ImageLabels {
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
  /** Name of the quantity in the columns, above their labels. */
  readonly columnsTitle?: string;
  readonly images?: readonly string[];
}

const NAME: TextStyle = { size: theme.labelSize, anchor: 'end' };
const AXIS: TextStyle = { size: theme.labelSize, anchor: 'middle' };
const LABEL: TextStyle = { size: theme.tickSize, color: theme.mutedText, anchor: 'middle' };
/** Names of rows longer than this are broken into lines. */
const WIDEST_NAME = 160;
const NAME_GAP = 10;
/** Captions of images widen a column up to this. Longer ones are broken into lines. */
const WIDEST_LABEL = 96;
const LABEL_GAP = 6;
/** A picture with a title is at least this wide. */
const TITLED_WIDTH = 272;

/** Sets `count` images in rows of `columns`. `draw` returns an image for its number, top left corner and scale. */
export function imageLayout(
  { imageShape, title, background, gap, ...given }: Read<typeof IMAGE_LAYOUT_OPTIONS>,
  { count, columns, label }: { readonly count: number; readonly columns: number; readonly label: string },
  labels: ImageLabels,
  draw: (index: number, x: number, y: number, scale: number) => string,
): string {
  const scale = given.scale ?? defaultScale(imageShape);
  const [imageHeight, imageWidth] = [imageShape[0] * scale, imageShape[1] * scale];

  const widest = Math.max(0, ...(labels.images ?? []).map((text) => textWidth(text, LABEL) + LABEL_GAP));
  const words = labels.columns?.flatMap((text) => text.split(/\s+/)) ?? [];
  const widestWord = Math.max(0, ...words.map((word) => textWidth(word, LABEL) + COLUMN_GAP - gap));
  const wordWidth = widestWord > WIDEST_LABEL ? 0 : widestWord;
  const cellWidth = Math.ceil(Math.max(imageWidth, Math.min(widest, WIDEST_LABEL), wordWidth));
  const captions = labels.images?.map((text) => wrapText(text, cellWidth, LABEL)) ?? [];
  const names = labels.rows?.map((name) => wrapText(name, WIDEST_NAME, NAME)) ?? [];
  const namesWidth = Math.ceil(Math.max(0, ...names.flat().map((line) => textWidth(line, NAME))));
  const left = theme.margin + (namesWidth > 0 ? namesWidth + NAME_GAP : 0);
  const bodyWidth = columns * (cellWidth + gap) - gap;
  const axis = wrapText(labels.columnsTitle ?? '', Math.max(bodyWidth, TITLED_WIDTH - 2 * theme.margin), AXIS);
  const axisWidth = Math.max(0, ...axis.map((line) => textWidth(line, AXIS)));
  const width = Math.max(left + Math.max(bodyWidth, axisWidth) + theme.margin, title === '' ? 0 : TITLED_WIDTH);

  const heading = setTitle(title, width);
  const middles = labels.columns?.map((text, i) => ({ text, x: left + i * (cellWidth + gap) + cellWidth / 2 })) ?? [];
  const tops = columnLabels(middles, cellWidth + gap, LABEL);
  const labelsBottom = heading.bottom + linesHeight(axis.length, AXIS) + tops.height;
  const content = [
    heading.markup,
    textLines(axis, left + Math.max(bodyWidth, axisWidth) / 2, heading.bottom, AXIS),
    tops.above(labelsBottom),
  ];
  let y = Math.ceil(labelsBottom) + (labelsBottom > heading.bottom ? 4 : 0);
  for (let start = 0; start < count; start += columns) {
    const name = names[start / columns] ?? [];
    const row = Array.from({ length: Math.min(columns, count - start) }, (_, i) => start + i);
    const lines = Math.max(...row.map((index) => captions[index]?.length ?? 0));
    const rowHeight = Math.max(imageHeight, Math.ceil(linesHeight(name.length, NAME)));
    const imageTop = y + Math.floor((rowHeight - imageHeight) / 2);
    content.push(textLines(name, left - NAME_GAP, y + (rowHeight - linesHeight(name.length, NAME)) / 2, NAME));
    for (const index of row) {
      const cellLeft = left + (index - start) * (cellWidth + gap);
      content.push(draw(index, cellLeft + Math.floor((cellWidth - imageWidth) / 2), imageTop, scale));
      content.push(textLines(captions[index] ?? [], cellLeft + cellWidth / 2, imageTop + imageHeight, LABEL));
    }
    y += rowHeight + Math.ceil(linesHeight(lines, LABEL)) + gap;
  }
  return svgDocument(width, y - gap + theme.margin, title || label, background, content.join(''));
}
