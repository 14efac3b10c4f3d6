import { type Description, kind, nested, optional, readOptions } from '@ae-lab/base';
import { IMAGE_LAYOUT_OPTIONS, type ImageLayoutOptions, imageLayout } from './image-layout';
import { checkLength, NUMBERS } from './numbers';
import { countImages, imageElement, type Pixels } from './pixels';

/** A row of {@link imageRows}. */
export interface ImageRow {
  /** Name to the left of the row, such as 'original'. */
  readonly name: string;
  /** Pixels [n, height, width, channels]: bytes in a `Uint8Array`, or numbers, clipped to [0, 1]. */
  readonly images: Pixels;
}

/** Options of {@link imageRows}. */
export interface ImageRowsOptions extends ImageLayoutOptions {
  /** Rows from top to bottom, at least one, each with the same number of images. */
  readonly rows: readonly ImageRow[];
  /** Caption above each column. Default: none. */
  readonly columnLabels?: readonly string[];
  /** Name of the quantity in the columns, with its unit, above their captions. Default: none. */
  readonly columnsTitle?: string;
}

/** The kind of the rows of images, at least one. */
export const IMAGE_ROWS = kind.list(nested({ name: kind.text, images: NUMBERS } satisfies Description<ImageRow>), {
  atLeast: 1,
});

const IMAGE_ROWS_OPTIONS = {
  rows: IMAGE_ROWS,
  columnLabels: optional(kind.list(kind.text)),
  columnsTitle: optional(kind.text, ''),
  ...IMAGE_LAYOUT_OPTIONS,
} satisfies Description<ImageRowsOptions>;

/**
 * Returns named rows of images whose columns belong together, such as reconstructions below originals, as an SVG picture.
 *
 * ```ts
 * const images = Uint8Array.from({ length: 6 * 8 * 8 }, (_, i) => i % 256);
 * const reconstructions = imageRows({
 *   rows: [{ name: 'original', images }, { name: 'reconstruction', images: images.map((value) => value / 2) }],
 *   imageShape: [8, 8, 1],
 * });
 * ```
 *
 * @throws ArgumentError naming the argument that is out of range, or the row with another number of images than the first.
 */
export function imageRows(options: ImageRowsOptions): string {
  const { rows, columnLabels, columnsTitle, ...layout } = readOptions('options', options, IMAGE_ROWS_OPTIONS);
  const columns = countImages('rows[0].images', rows[0].images, layout.imageShape);
  for (const [i, row] of rows.entries()) checkLength(`rows[${i}].images`, row.images, rows[0].images.length);
  if (columnLabels !== undefined) checkLength('columnLabels', columnLabels, columns);
  const names = rows.map((row) => row.name);
  return imageLayout(
    layout,
    { count: rows.length * columns, columns, label: names.join(', ') },
    { rows: names, columns: columnLabels, columnsTitle },
    (index, x, y, scale) => {
      const { images } = rows[Math.floor(index / columns)];
      return imageElement(images, index % columns, layout.imageShape, x, y, scale);
    },
  );
}
