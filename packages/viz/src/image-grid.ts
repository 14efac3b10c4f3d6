import { checkInteger, checkOptions, checkTexts, type Names } from './check';
import { type ImageLayoutOptions, imageLayout, LAYOUT_NAMES } from './image-layout';
import { countImages, imageElement, type Pixels } from './pixels';

/** Options of {@link imageGrid}. */
export interface ImageGridOptions extends ImageLayoutOptions {
  /** `[n, height, width, channels]`: bytes in a `Uint8Array`, else numbers, clipped to [0, 1]. */
  readonly images: Pixels;
  /** Images a row, above 0; default 10. */
  readonly columns?: number;
  /** One caption an image, set below it. */
  readonly labels?: readonly string[];
  /** One caption a row, set to the left of it. */
  readonly rowLabels?: readonly string[];
  /** One caption a column, set above it. */
  readonly columnLabels?: readonly string[];
}

const NAMES: Names<ImageGridOptions> = {
  ...LAYOUT_NAMES,
  images: true,
  columns: true,
  labels: true,
  rowLabels: true,
  columnLabels: true,
};

/**
 * Images in rows from left to right, as an SVG picture.
 *
 * @throws RangeError naming the argument that is out of range, or captions that are not as many as what they belong to.
 */
export function imageGrid(options: ImageGridOptions): string {
  checkOptions('options', options, NAMES);
  const { images, imageShape, labels, rowLabels, columnLabels } = options;
  const count = countImages('images', images, imageShape);
  const columns = Math.min(count, checkInteger('columns', options.columns ?? 10, 1));
  if (labels !== undefined) checkTexts('labels', labels, count);
  if (rowLabels !== undefined) checkTexts('rowLabels', rowLabels, Math.ceil(count / columns));
  if (columnLabels !== undefined) checkTexts('columnLabels', columnLabels, columns);
  return imageLayout(
    options,
    { count, columns, label: `${count} images` },
    { images: labels, rows: rowLabels, columns: columnLabels },
    (index, x, y, scale) => imageElement(images, index, imageShape, x, y, scale),
  );
}
