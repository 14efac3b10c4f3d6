import { ArgumentError, type Description, type ImageShape, kind, optional, readOptions } from '@ae-lab/base';
import { CHART_TEXTS } from './chart-texts';
import { matrixFrame } from './matrix-frame';
import { numberFormat } from './number-format';
import { NUMBERS } from './numbers';
import { countImages, IMAGE_SHAPE, imageElement, isBytes, type Pixels } from './pixels';

/** Options of {@link manifoldGrid}. */
export interface ManifoldGridOptions {
  /** Pixels [rows, columns, height, width, channels]: bytes in a `Uint8Array`, or numbers, clipped to [0, 1]. */
  readonly images: Pixels;
  /** [height, width, channels] with 1 (grey), 3 (RGB) or 4 (RGBA) channels. */
  readonly imageShape: ImageShape;
  /** Value of the first latent variable in each column, from left to right. */
  readonly columns: ArrayLike<number>;
  /** Value of the second latent variable in each row, from top to bottom. */
  readonly rows: ArrayLike<number>;
  /** Name of the horizontal axis. Default 'latent variable 1'. */
  readonly xLabel?: string;
  /** Name of the vertical axis. Default 'latent variable 2'. */
  readonly yLabel?: string;
  /** Pixels of the picture per image pixel, above 0. Default: a whole number with which the grid is about 560 wide. */
  readonly scale?: number;
  /** Title above the grid. Default: none. */
  readonly title?: string;
}

const MANIFOLD_GRID_OPTIONS = {
  images: NUMBERS,
  imageShape: IMAGE_SHAPE,
  columns: NUMBERS,
  rows: NUMBERS,
  scale: optional(kind.number({ above: 0 })),
  ...CHART_TEXTS,
  xLabel: optional(kind.text, 'latent variable 1'),
  yLabel: optional(kind.text, 'latent variable 2'),
} satisfies Description<ManifoldGridOptions>;

/**
 * Returns decoded images over a plane of the latent space, side by side without seams, as an SVG picture.
 *
 * ```ts
 * const manifold = manifoldGrid({
 *   images: Float32Array.from({ length: 2 * 3 * 8 * 8 }, (_, i) => (i % 64) / 64),
 *   imageShape: [8, 8, 1],
 *   columns: [-1, 0, 1],
 *   rows: [1, -1],
 * });
 * ```
 *
 * `latentGrid` of `@ae-lab/core` returns such images with their `columns` and `rows`.
 *
 * @throws ArgumentError naming the argument that is out of range, or if there are not as many images as codes.
 */
export function manifoldGrid(options: ManifoldGridOptions): string {
  const {
    images,
    imageShape,
    columns,
    rows,
    scale: given,
    ...texts
  } = readOptions('options', options, MANIFOLD_GRID_OPTIONS);
  const count = countImages('images', images, imageShape);
  const [height, width, channels] = imageShape;
  if (count !== columns.length * rows.length) {
    throw new ArgumentError('images', `${rows.length} x ${columns.length} images`, count);
  }
  const scale = given ?? Math.max(1, Math.round(560 / (columns.length * width)));
  const mosaicShape = [rows.length * height, columns.length * width, channels] as const;
  const mosaic = tile(images, columns.length, imageShape);
  return matrixFrame(
    {
      ...texts,
      columnLabels: labels(columns),
      rowLabels: labels(rows),
      numeric: true,
      cellWidth: width * scale,
      cellHeight: height * scale,
    },
    (left, top) => imageElement(mosaic, 0, mosaicShape, left, top, scale),
  );
}

function labels(values: ArrayLike<number>): string[] {
  const numbers = Array.from(values);
  return numbers.map(numberFormat(numbers, undefined, 3));
}

/** Joins images [rows, columns, height, width, channels] into one [rows * height, columns * width, channels]. */
function tile(images: Pixels, columns: number, [height, width, channels]: ImageShape): Pixels {
  const lineLength = width * channels;
  const tiled = isBytes(images) ? new Uint8Array(images.length) : new Float64Array(images.length);
  for (let i = 0; i < images.length; i++) {
    const index = Math.floor(i / (height * lineLength));
    const line = Math.floor(i / lineLength) % height;
    const row = Math.floor(index / columns) * height + line;
    tiled[(row * columns + (index % columns)) * lineLength + (i % lineLength)] = images[i];
  }
  return tiled;
}
