import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import { IMAGE_LAYOUT_OPTIONS, type ImageLayoutOptions, imageLayout } from './image-layout';
import { checkLength, NUMBERS } from './numbers';
import { countImages, imageElement, type Pixels } from './pixels';

/** Options of {@link imageGrid}. */
export interface ImageGridOptions extends ImageLayoutOptions {
  /** Pixels [n, height, width, channels]: bytes in a `Uint8Array`, or numbers, clipped to [0, 1]. */
  readonly images: Pixels;
  /** Images per row, at least 1. Default 10. */
  readonly columns?: number;
  /** Caption below each image. Default: none. */
  readonly labels?: readonly string[];
  /** Caption to the left of each row. Default: none. */
  readonly rowLabels?: readonly string[];
  /** Caption above each column. Default: none. */
  readonly columnLabels?: readonly string[];
}

const IMAGE_GRID_OPTIONS = {
  images: NUMBERS,
  columns: optional(kind.integer({ from: 1 }), 10),
  labels: optional(kind.list(kind.text)),
  rowLabels: optional(kind.list(kind.text)),
  columnLabels: optional(kind.list(kind.text)),
  ...IMAGE_LAYOUT_OPTIONS,
} satisfies Description<ImageGridOptions>;

/**
 * Returns images in rows from left to right, as an SVG picture.
 *
 * ```ts
 * const samples = imageGrid({
 *   images: Uint8Array.from({ length: 6 * 8 * 8 }, (_, i) => i % 256),
 *   imageShape: [8, 8, 1],
 *   columns: 3,
 *   rowLabels: ['seed 1', 'seed 2'],
 * });
 * ```
 *
 * @throws ArgumentError naming the argument that is out of range, or the captions whose number is wrong.
 */
export function imageGrid(options: ImageGridOptions): string {
  const { images, labels, rowLabels, columnLabels, ...layout } = readOptions('options', options, IMAGE_GRID_OPTIONS);
  const count = countImages('images', images, layout.imageShape);
  const columns = Math.min(count, layout.columns);
  if (labels !== undefined) checkLength('labels', labels, count);
  if (rowLabels !== undefined) checkLength('rowLabels', rowLabels, Math.ceil(count / columns));
  if (columnLabels !== undefined) checkLength('columnLabels', columnLabels, columns);
  return imageLayout(
    layout,
    { count, columns, label: `${count} images` },
    { images: labels, rows: rowLabels, columns: columnLabels },
    (index, x, y, scale) => imageElement(images, index, layout.imageShape, x, y, scale),
  );
}
