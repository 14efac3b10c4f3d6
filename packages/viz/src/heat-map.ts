import { ArgumentError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { type AxisScaleType, axisScale, isDrawable, positionOn, SCALE_TYPE } from './axis-scale';
import { CHART_TEXTS } from './chart-texts';
import { colorBar } from './color-bar';
import { colorScales } from './color-scale';
import { matrixCells } from './matrix-cells';
import { matrixFrame } from './matrix-frame';
import { DIGITS, numberFormat } from './number-format';
import { checkLength, NUMBERS } from './numbers';
import { theme } from './theme';

/** Options of {@link heatMap}. */
export interface HeatMapOptions {
  /** Values [rows][columns]. Those that are not finite, or not above 0 on a logarithmic scale, are grey. */
  readonly values: readonly ArrayLike<number>[];
  /** Names of the rows from top to bottom, at least one. */
  readonly rows: readonly string[];
  /** Names of the columns from left to right, at least one. */
  readonly columns: readonly string[];
  /** Title above the map. Default: none. */
  readonly title?: string;
  /** Name of the quantity in the columns, with its unit. Default: none. */
  readonly xLabel?: string;
  /** Name of the quantity in the rows, with its unit. Default: none. */
  readonly yLabel?: string;
  /** Name of the quantity that the colours show, with its unit. Default: none. */
  readonly valueLabel?: string;
  /** Scale of the colours. Default 'linear'. */
  readonly valueScale?: AxisScaleType;
  /** 'sequential' for amounts, 'diverging' for values below and above 0, which is white. Default 'sequential'. */
  readonly colors?: 'sequential' | 'diverging';
  /** Digits after the decimal point in the cells, from 0 to 20. Default: three significant ones in the largest number. */
  readonly digits?: number;
}

const HEAT_MAP_OPTIONS = {
  values: kind.list(NUMBERS),
  rows: kind.list(kind.text, { atLeast: 1 }),
  columns: kind.list(kind.text, { atLeast: 1 }),
  valueLabel: optional(kind.text, ''),
  valueScale: optional(SCALE_TYPE, 'linear'),
  colors: optional(kind.choice(['sequential', 'diverging']), 'sequential'),
  digits: optional(DIGITS),
  ...CHART_TEXTS,
} satisfies Description<HeatMapOptions>;

/**
 * Returns a table of numbers as colours, with the numbers in the cells if they fit, as an SVG picture.
 *
 * ```ts
 * const errors = heatMap({
 *   values: [[0.08, 0.05, 0.03], [0.09, 0.06, 0.05]],
 *   rows: ['0', '0.5'],
 *   columns: ['2', '8', '32'],
 *   xLabel: 'latent dimension', yLabel: 'noise', valueLabel: 'mean squared error',
 * });
 * ```
 *
 * @throws ArgumentError naming the argument that is out of range, or if no value can be drawn.
 */
export function heatMap(options: HeatMapOptions): string {
  const read = readOptions('options', options, HEAT_MAP_OPTIONS);
  const { rows, columns, valueLabel, valueScale: scale, colors, digits, ...texts } = read;
  const table = checkLength('values', read.values, rows.length);
  const values = table.flatMap((row, i) => Array.from(checkLength(`values[${i}]`, row, columns.length)));
  if (colors === 'diverging' && scale === 'log') {
    throw new ArgumentError('valueScale', 'linear for diverging colours', scale);
  }
  const known = values.filter((value) => isDrawable(value, scale));
  if (known.length === 0) {
    throw new ArgumentError('values', 'a finite value, above 0 on a logarithmic scale', table);
  }

  const farthest = Math.max(...known.map(Math.abs));
  const ends = colors === 'diverging' ? [-farthest, farthest] : known;
  const axis = axisScale(ends, { type: scale, ends: 'data' });
  const color = colorScales[colors];
  const share = positionOn(axis, 0, 1);
  const format = numberFormat(known, digits, 3);
  const cells = values.map((value) => {
    const fill = isDrawable(value, scale) ? color(share(value)) : theme.grid;
    return { color: fill, text: format(value) };
  });
  const size = {
    cellWidth: Math.min(64, Math.max(6, Math.floor(520 / columns.length))),
    cellHeight: Math.min(40, Math.max(6, Math.floor(420 / rows.length))),
  };
  const side = colorBar(axis, color, valueLabel, rows.length * size.cellHeight);
  const names = { rowLabels: rows, columnLabels: columns };
  return matrixFrame({ ...texts, ...names, ...size, side }, (left, top) =>
    matrixCells(cells, columns.length, size, left, top),
  );
}
