import { argumentError, checkArray, checkLength, checkOptions, checkText, checkTexts } from './check';
import { type ImageLayoutOptions, imageLayout, LAYOUT_NAMES } from './image-layout';
import { countImages, imageElement, type Pixels } from './pixels';

/** A row of {@link imageRows}. */
export interface ImageRow {
  /** What stands to the left of the row, for example 'original'. */
  readonly name: string;
  /** `[n, height, width, channels]`: bytes in a `Uint8Array`, else numbers, clipped to [0, 1]. */
  readonly images: Pixels;
}

/** Options of {@link imageRows}. */
export interface ImageRowsOptions extends ImageLayoutOptions {
  /** From top to bottom, each with the same number of images. */
  readonly rows: readonly ImageRow[];
  /** One caption a column, set above it. */
  readonly columnLabels?: readonly string[];
  /** What the columns are, with the unit, set above their captions: 'standard deviation of the noise', say. */
  readonly columnsTitle?: string;
}

/**
 * Named rows of images whose columns belong together, such as originals above their reconstructions, as an SVG picture.
 *
 * @throws RangeError naming the argument that is out of range, or the row with another number of images than the first.
 */
export function imageRows(options: ImageRowsOptions): string {
  checkOptions('options', options, { ...LAYOUT_NAMES, rows: true, columnLabels: true, columnsTitle: true });
  const { imageShape, columnLabels, columnsTitle = '' } = options;
  checkText('columnsTitle', columnsTitle);
  const rows = checkRows(options.rows);
  const columns = countImages('rows[0].images', rows[0].images, imageShape);
  for (const [i, row] of rows.entries()) checkLength(`rows[${i}].images`, row.images, rows[0].images.length);
  if (columnLabels !== undefined) checkTexts('columnLabels', columnLabels, columns);
  const names = rows.map((row) => row.name);
  return imageLayout(
    options,
    { count: rows.length * columns, columns, label: names.join(', ') },
    { rows: names, columns: columnLabels, columnsTitle },
    (index, x, y, scale) => {
      const { images } = rows[Math.floor(index / columns)];
      return imageElement(images, index % columns, imageShape, x, y, scale);
    },
  );
}

/** Throws unless `rows` is an array of at least one row with a name. */
export function checkRows(rows: readonly ImageRow[]): readonly ImageRow[] {
  if (checkArray('rows', rows).length === 0) throw argumentError('rows', 'at least one row', rows);
  for (const [i, row] of rows.entries()) {
    checkOptions(`rows[${i}]`, row, { name: true, images: true });
    checkText(`rows[${i}].name`, row.name);
  }
  return rows;
}
