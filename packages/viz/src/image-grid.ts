import { checkInteger, checkLength } from './check';
import { type ImageLayoutOptions, imageLayout } from './image-layout';
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

/**
 * Images in rows from left to right, as an SVG picture.
 *
 * @throws RangeError naming the argument that is out of range, or captions that are not as many as what they belong to.
 */
export function imageGrid(options: ImageGridOptions): string {
  const { images, imageShape, labels, rowLabels, columnLabels } = options;
  const count = countImages('images', images, imageShape);
  const columns = Math.min(count, checkInteger('columns', options.columns ?? 10, 1));
  if (labels !== undefined) checkLength('labels', labels, count);
  if (rowLabels !== undefined) checkLength('rowLabels', rowLabels, Math.ceil(count / columns));
  if (columnLabels !== undefined) checkLength('columnLabels', columnLabels, columns);
  return imageLayout(
    options,
    { count, columns, label: `${count} images` },
    { images: labels, rows: rowLabels, columns: columnLabels },
    (index, x, y, scale) => imageElement(images, index, imageShape, x, y, scale),
  );
}
