import { type AxisScaleType, axisScale, isDrawable, positionOn } from './axis-scale';
import {
  argumentError,
  checkInteger,
  checkLength,
  checkOneOf,
  checkOptions,
  checkText,
  checkTexts,
  type Names,
} from './check';
import { colorBar } from './color-bar';
import { colorScales } from './color-scale';
import { matrixCells } from './matrix-cells';
import { matrixFrame } from './matrix-frame';
import { numberFormat } from './number-format';
import { theme } from './theme';

/** Options of {@link heatMap}. */
export interface HeatMapOptions {
  /** [rows][columns]. Those that are not finite, or not above 0 on a logarithmic scale, are grey. */
  readonly values: readonly ArrayLike<number>[];
  /** Names of the rows from top to bottom, at least one. */
  readonly rows: readonly string[];
  /** Names of the columns from left to right, at least one. */
  readonly columns: readonly string[];
  /** Set above the map. Default: nothing. */
  readonly title?: string;
  /** What the columns are, with the unit. */
  readonly xLabel?: string;
  /** What the rows are, with the unit. */
  readonly yLabel?: string;
  /** What the colours show, with the unit. */
  readonly valueLabel?: string;
  /** How colours follow the values; default 'linear'. */
  readonly valueScale?: AxisScaleType;
  /** 'sequential' (default) for amounts, 'diverging' for values below and above 0, which then is white. */
  readonly colors?: 'sequential' | 'diverging';
  /** Digits after the decimal point of the numbers in the cells; default: three significant ones in the largest. */
  readonly digits?: number;
}

const NAMES: Names<HeatMapOptions> = {
  values: true,
  rows: true,
  columns: true,
  title: true,
  xLabel: true,
  yLabel: true,
  valueLabel: true,
  valueScale: true,
  colors: true,
  digits: true,
};

/**
 * A table of numbers as colours, with the numbers in the cells where they fit, as an SVG picture.
 *
 * @throws RangeError naming the argument that is out of range, or if no value can be drawn.
 */
export function heatMap(options: HeatMapOptions): string {
  checkOptions('options', options, NAMES);
  const { title = '', xLabel = '', yLabel = '', valueLabel = '' } = options;
  const rows = checkTexts('rows', options.rows);
  const columns = checkTexts('columns', options.columns);
  checkText('valueLabel', valueLabel);
  if (rows.length === 0) throw argumentError('rows', 'at least one name', rows);
  if (columns.length === 0) throw argumentError('columns', 'at least one name', columns);
  checkLength('values', options.values, rows.length);
  const values = options.values.flatMap((row, i) => Array.from(checkLength(`values[${i}]`, row, columns.length)));
  const scale = checkOneOf('valueScale', options.valueScale ?? 'linear', ['linear', 'log']);
  const colors = checkOneOf('colors', options.colors ?? 'sequential', ['sequential', 'diverging']);
  if (colors === 'diverging' && scale === 'log')
    throw argumentError('valueScale', 'linear for diverging colours', scale);
  if (options.digits !== undefined) checkInteger('digits', options.digits, 0);
  const known = values.filter((value) => isDrawable(value, scale));
  if (known.length === 0)
    throw argumentError('values', 'a finite value, above 0 on a logarithmic scale', options.values);

  const farthest = Math.max(...known.map(Math.abs));
  const ends = colors === 'diverging' ? [-farthest, farthest] : known;
  const axis = axisScale(ends, { type: scale, ends: 'data' });
  const color = colorScales[colors];
  const share = positionOn(axis, 0, 1);
  const format = numberFormat(known, options.digits, 3);
  const cells = values.map((value) => {
    const fill = isDrawable(value, scale) ? color(share(value)) : theme.grid;
    return { color: fill, text: format(value) };
  });
  const size = {
    cellWidth: Math.min(64, Math.max(6, Math.floor(520 / columns.length))),
    cellHeight: Math.min(40, Math.max(6, Math.floor(420 / rows.length))),
  };
  const side = colorBar(axis, color, valueLabel, rows.length * size.cellHeight);
  const names = { title, xLabel, yLabel, rowLabels: rows, columnLabels: columns };
  return matrixFrame({ ...names, ...size, side }, (left, top) => matrixCells(cells, columns.length, size, left, top));
}
