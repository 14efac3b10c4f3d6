import { type Description, kind, readOptions } from '@ae-lab/base';
import { IMAGE_LAYOUT_OPTIONS, type ImageLayoutOptions } from './image-layout';
import { IMAGE_ROWS, type ImageRow, imageRows } from './image-rows';
import { numberFormat } from './number-format';
import { checkLength, NUMBERS } from './numbers';
import { countImages } from './pixels';

/** Options of {@link levelStrip}. */
export interface LevelStripOptions extends ImageLayoutOptions {
  /** Level of each column from left to right, such as the standard deviation of the noise. */
  readonly levels: ArrayLike<number>;
  /** Name of the levels, with their unit. */
  readonly levelLabel: string;
  /** Rows from top to bottom, at least one, each with one image per level, such as corrupted images and reconstructions. */
  readonly rows: readonly ImageRow[];
}

const LEVEL_STRIP_OPTIONS = {
  levels: NUMBERS,
  levelLabel: kind.text,
  rows: IMAGE_ROWS,
  ...IMAGE_LAYOUT_OPTIONS,
} satisfies Description<LevelStripOptions>;

/**
 * Returns images over a growing level, such as noise and the reconstructions of noisy images, as an SVG picture.
 *
 * ```ts
 * const noise = levelStrip({
 *   levels: [0, 0.1, 0.2],
 *   levelLabel: 'standard deviation of the noise',
 *   rows: [{ name: 'corrupted', images: Float32Array.from({ length: 3 * 8 * 8 }, (_, i) => (i % 8) / 8) }],
 *   imageShape: [8, 8, 1],
 * });
 * ```
 *
 * @throws ArgumentError naming the argument that is out of range, or if there are not as many images in a row as levels.
 */
export function levelStrip(options: LevelStripOptions): string {
  const { levels, levelLabel, ...layout } = readOptions('options', options, LEVEL_STRIP_OPTIONS);
  checkLength('levels', levels, countImages('rows[0].images', layout.rows[0].images, layout.imageShape));
  return imageRows({ ...layout, columnLabels: levelNames(levels), columnsTitle: levelLabel });
}

/** Writes the numbers with as many digits as tell them apart, 6 at most. */
function levelNames(levels: ArrayLike<number>): string[] {
  const numbers = Array.from(levels);
  const digits = (value: number) => (String(Number(value.toPrecision(6))).split('.')[1] ?? '').length;
  return numbers.map(numberFormat(numbers, Math.min(6, Math.max(...numbers.map(digits)))));
}
