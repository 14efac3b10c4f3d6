import { ArgumentError, type Description, kind, nested, optional, readOptions } from '@ae-lab/base';
import { axisScale, categoryAxis } from './axis-scale';
import { CHART_OPTIONS, type ChartOptions, type ChartPositions, chart } from './chart';
import { decimal, element } from './element';
import { checkLength, NUMBERS } from './numbers';
import { categoricalColor, categoricalColors } from './palette';
import { theme } from './theme';

/** The bars of one colour in a {@link barChart}. */
export interface BarSeries {
  /** Name in the legend. */
  readonly name: string;
  /** One value per category. A value that is not finite has no bar. */
  readonly values: ArrayLike<number>;
  /** Half the length of the error bar of each value, at least 0, such as a standard error. Default: no error bars. */
  readonly errors?: ArrayLike<number>;
}

/** Options of {@link barChart}. */
export interface BarChartOptions extends ChartOptions {
  /** Names of the categories from left to right, at least one. */
  readonly categories: readonly string[];
  /** One to ten series. Each category has a bar of each, side by side. */
  readonly series: readonly BarSeries[];
}

const SERIES = { name: kind.text, values: NUMBERS, errors: optional(NUMBERS) } satisfies Description<BarSeries>;

const BAR_CHART_OPTIONS = {
  categories: kind.list(kind.text, { atLeast: 1 }),
  series: kind.list(nested(SERIES)),
  ...CHART_OPTIONS,
} satisfies Description<BarChartOptions>;

/** Share of a category's room that its bars take. */
const FILLED = 0.76;
const WIDEST_BAR = 56;

/**
 * Returns bars from 0 upward or downward, grouped by category, as an SVG picture.
 *
 * ```ts
 * const accuracy = barChart({
 *   categories: ['MNIST', 'Fashion-MNIST'],
 *   series: [
 *     { name: 'linear classifier', values: [92.1, 83.9], errors: [0.3, 0.4] },
 *     { name: 'on latent codes', values: [96.4, 85.8], errors: [0.2, 0.5] },
 *   ],
 *   yLabel: 'accuracy (%)',
 * });
 * ```
 *
 * @throws ArgumentError naming the argument that is out of range, or if no bar can be drawn.
 */
export function barChart(options: BarChartOptions): string {
  const { categories, series, ...frame } = readOptions('options', options, BAR_CHART_OPTIONS);
  if (series.length < 1 || series.length > categoricalColors.length) {
    throw new ArgumentError('series', `1 to ${categoricalColors.length} series`, series.length);
  }
  const bars = series.flatMap((one, i) => barsOf(one, i, categories.length));
  if (bars.length === 0) throw new ArgumentError('series', 'a finite value', series);
  const ends = bars.flatMap(({ value, error }) => [value - error, value + error]);
  const axes = { x: categoryAxis(categories), y: axisScale([0, ...ends], { type: 'linear', ends: 'round' }) };
  const keys = series.map(({ name }, i) => {
    return { label: name, mark: 'dot' as const, cap: 'square' as const, color: categoricalColor(i) };
  });
  return chart(frame, axes, series.length > 1 ? keys : [], (positions) => {
    const room = positions.x(1) - positions.x(0);
    const width = Math.min((room * FILLED) / series.length, WIDEST_BAR);
    const zero = Math.round(positions.y(0)) + 0.5;
    const line = element('path', { d: `M${decimal(positions.x(-0.5))} ${zero}h${decimal(room * categories.length)}` });
    const base = element('g', { stroke: theme.axis }, line);
    return bars.map((bar) => drawBar(bar, positions, width, series.length)).join('') + base;
  });
}

interface Bar {
  readonly series: number;
  readonly category: number;
  readonly value: number;
  readonly error: number;
}

function barsOf({ values, errors }: BarSeries, series: number, count: number): Bar[] {
  checkLength(`series[${series}].values`, values, count);
  if (errors !== undefined) checkLength(`series[${series}].errors`, errors, count);
  return Array.from(values, (value, category) => {
    const error = errors?.[category] ?? 0;
    if (error < 0) throw new ArgumentError(`series[${series}].errors[${category}]`, 'a number of at least 0', error);
    return { series, category, value, error: Number.isFinite(error) ? error : 0 };
  }).filter(({ value }) => Number.isFinite(value));
}

function drawBar({ series, category, value, error }: Bar, { x, y }: ChartPositions, width: number, count: number) {
  const left = x(category) + (series - count / 2) * width;
  const [top, bottom] = [y(Math.max(value, 0)), y(Math.min(value, 0))];
  // A pixel of the background stays between the bars of a group.
  const size = { x: left + 0.5, y: top, width: Math.max(width - 1, 1), height: bottom - top };
  const bar = element('rect', { ...size, fill: categoricalColor(series) });
  if (error === 0) return bar;
  const middle = left + width / 2;
  const cap = Math.min(4, width / 4);
  const [high, low] = [y(value + error), y(value - error)].map(decimal);
  const ends = [high, low].map((end) => `M${decimal(middle - cap)} ${end}h${decimal(2 * cap)}`).join('');
  const d = `M${decimal(middle)} ${high}V${low}${ends}`;
  return bar + element('path', { d, fill: 'none', stroke: theme.text, 'stroke-width': 1.5 });
}
