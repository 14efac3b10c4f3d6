import { argumentError, checkAbove, checkArray, checkOptions, type Names } from './check';
import { matrixFrame } from './matrix-frame';
import { numberFormat } from './number-format';
import { countImages, type ImageShape, imageElement, isBytes, type Pixels } from './pixels';

/** Options of {@link manifoldGrid}. */
export interface ManifoldGridOptions {
  /** `[rows, columns, height, width, channels]`: bytes in a `Uint8Array`, else numbers, clipped to [0, 1]. */
  readonly images: Pixels;
  /** [height, width, channels] with 1 (grey), 3 (RGB) or 4 (RGBA) channels. */
  readonly imageShape: ImageShape;
  /** The first latent variable's value in each column, from left to right. */
  readonly columns: ArrayLike<number>;
  /** The second latent variable's value in each row, from top to bottom. */
  readonly rows: ArrayLike<number>;
  /** Default 'latent variable 1'. */
  readonly xLabel?: string;
  /** Default 'latent variable 2'. */
  readonly yLabel?: string;
  /** Pixels of the picture a pixel of an image, above 0; default: a whole number that makes the whole about 560 wide. */
  readonly scale?: number;
  /** Set above the grid. Default: nothing. */
  readonly title?: string;
}

const NAMES: Names<ManifoldGridOptions> = {
  images: true,
  imageShape: true,
  columns: true,
  rows: true,
  xLabel: true,
  yLabel: true,
  scale: true,
  title: true,
};

/**
 * What a decoder makes of a grid of codes in a plane, the images side by side without seams, as an SVG picture: of what
 * `latentGrid` of `@ae-lab/core` returns, say.
 *
 * @throws RangeError naming the argument that is out of range, or if there are not as many images as codes.
 */
export function manifoldGrid(options: ManifoldGridOptions): string {
  checkOptions('options', options, NAMES);
  const { images, imageShape, title = '' } = options;
  const columns = checkArray('columns', options.columns);
  const rows = checkArray('rows', options.rows);
  const count = countImages('images', images, imageShape);
  const [height, width, channels] = imageShape;
  if (count !== columns.length * rows.length) {
    throw argumentError('images', `${rows.length} x ${columns.length} images`, images);
  }
  const scale = checkAbove('scale', options.scale ?? Math.max(1, Math.round(560 / (columns.length * width))), 0);
  const mosaicShape = [rows.length * height, columns.length * width, channels] as const;
  const mosaic = tile(images, columns.length, imageShape);
  return matrixFrame(
    {
      title,
      xLabel: options.xLabel ?? 'latent variable 1',
      yLabel: options.yLabel ?? 'latent variable 2',
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

/** Images [rows, columns, height, width, channels] as one image [rows * height, columns * width, channels]. */
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
