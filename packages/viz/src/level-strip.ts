import { checkLength, checkOptions, checkText } from './check';
import { type ImageLayoutOptions, LAYOUT_NAMES } from './image-layout';
import { checkRows, type ImageRow, imageRows } from './image-rows';
import { numberFormat } from './number-format';
import { countImages } from './pixels';

/** Options of {@link levelStrip}. */
export interface LevelStripOptions extends ImageLayoutOptions {
  /** Numbers from left to right, such as standard deviations of noise. */
  readonly levels: ArrayLike<number>;
  /** What the numbers are, with the unit. */
  readonly levelLabel: string;
  /** From top to bottom, each with one image a level: what went in and what came out, say. */
  readonly rows: readonly ImageRow[];
}

/**
 * Images over a growing level, as an SVG picture: what noise does to an image, and what a model makes of it.
 *
 * @throws RangeError naming the argument that is out of range, or if there are not as many images in a row as levels.
 */
export function levelStrip(options: LevelStripOptions): string {
  checkOptions('options', options, { ...LAYOUT_NAMES, levels: true, levelLabel: true, rows: true });
  const { levels, levelLabel, ...layout } = options;
  const [first] = checkRows(layout.rows);
  checkLength('levels', levels, countImages('rows[0].images', first.images, layout.imageShape));
  checkText('levelLabel', levelLabel);
  return imageRows({ ...layout, columnLabels: levelNames(levels), columnsTitle: levelLabel });
}

/** The numbers with as many digits as tell them apart, 6 at most. */
function levelNames(levels: ArrayLike<number>): string[] {
  const numbers = Array.from(levels);
  const digits = (value: number) => (String(Number(value.toPrecision(6))).split('.')[1] ?? '').length;
  return numbers.map(numberFormat(numbers, Math.min(6, Math.max(...numbers.map(digits)))));
}
