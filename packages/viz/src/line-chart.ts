import { ArgumentError, type Description, kind, nested, optional, readOptions } from '@ae-lab/base';
import { area, line } from 'd3-shape';
import { type AxisScaleType, axisScale, isDrawable, SCALE_TYPE } from './axis-scale';
import { CHART_OPTIONS, type ChartOptions, type ChartPositions, chart } from './chart';
import { element } from './element';
import { checkLength, NUMBERS } from './numbers';
import { categoricalColor, categoricalColors } from './palette';

/** One line of a {@link lineChart}. */
export interface LineSeries {
  /** Name in the legend. */
  readonly name: string;
  /** Horizontal coordinates, as many as `y`. Default: 1, 2, 3 and so on. */
  readonly x?: ArrayLike<number>;
  /** Vertical coordinates. Values that are not finite, and values of 0 or less on a logarithmic axis, leave a gap. */
  readonly y: ArrayLike<number>;
  /** Band around the line, such as a confidence interval. It has a gap wherever an end is not finite. Default: none. */
  readonly errorBand?: ErrorBand;
}

/** The ends of a band at each point of a line. */
export interface ErrorBand {
  /** Lower ends, as many as the line's `y`. On a logarithmic axis, values of 0 or less are drawn at its lower end. */
  readonly lower: ArrayLike<number>;
  /** Upper ends, as many as the line's `y`, each at least its lower end. */
  readonly upper: ArrayLike<number>;
}

/** Options of {@link lineChart}. */
export interface LineChartOptions extends ChartOptions {
  /** The lines, at least one. Colours repeat, with dashes, after ten. */
  readonly series: readonly LineSeries[];
  /** Scale of the horizontal axis. Default 'linear'. */
  readonly xScale?: AxisScaleType;
  /** Scale of the vertical axis. Default 'linear'. */
  readonly yScale?: AxisScaleType;
}

const SERIES = {
  name: kind.text,
  x: optional(NUMBERS),
  y: NUMBERS,
  errorBand: optional(nested({ lower: NUMBERS, upper: NUMBERS } satisfies Description<ErrorBand>)),
} satisfies Description<LineSeries>;

const LINE_CHART_OPTIONS = {
  series: kind.list(nested(SERIES)),
  xScale: optional(SCALE_TYPE, 'linear'),
  yScale: optional(SCALE_TYPE, 'linear'),
  ...CHART_OPTIONS,
} satisfies Description<LineChartOptions>;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Interval {
  readonly x: number;
  readonly lower: number;
  readonly upper: number;
}

/** Points in order, undefined where one cannot be drawn. */
type Line = readonly (Point | undefined)[];

/** Lines of up to this many points have a dot at each of them. */
const DOTTED_LENGTH = 25;

/**
 * Returns lines over two axes, with a legend if there are several, as an SVG picture.
 *
 * ```ts
 * const loss = lineChart({
 *   series: [
 *     { name: 'training', y: [0.06, 0.03, 0.02] },
 *     { name: 'validation', y: [0.07, 0.04, 0.04], errorBand: { lower: [0.06, 0.03, 0.03], upper: [0.08, 0.05, 0.05] } },
 *   ],
 *   title: 'Reconstruction loss', xLabel: 'epoch', yLabel: 'mean squared error', yScale: 'log',
 * });
 * ```
 *
 * @throws ArgumentError naming the argument that is out of range, or if no point can be drawn.
 */
export function lineChart(options: LineChartOptions): string {
  const { series, xScale, yScale, ...frame } = readOptions('options', options, LINE_CHART_OPTIONS);
  const lines = series.map(({ x, y }, i): Line => {
    if (x !== undefined) checkLength(`series[${i}].x`, x, y.length);
    return Array.from({ length: y.length }, (_, j) => {
      const point = { x: x?.[j] ?? j + 1, y: y[j] };
      return isDrawable(point.x, xScale) && isDrawable(point.y, yScale) ? point : undefined;
    });
  });
  const bands = series.map((one, i) => errorBand(one, `series[${i}]`, xScale, yScale));
  const points = lines.flat().filter((point) => point !== undefined);
  if (points.length === 0) {
    throw new ArgumentError('series', 'a finite point, above 0 where an axis is logarithmic', series);
  }
  const xs = points.map((point) => point.x);
  const ends = bands.flat().flatMap((interval) => (interval === undefined ? [] : [interval.lower, interval.upper]));
  const ys = [...points.map((point) => point.y), ...ends.filter((value) => isDrawable(value, yScale))];
  const axes = {
    x: axisScale(xs, { type: xScale, integers: xs.every(Number.isInteger), ends: 'data' }),
    y: axisScale(ys, { type: yScale, ends: 'round' }),
  };
  const looks = series.map((_, i) => ({ color: categoricalColor(i), dashes: dashes(i) }));
  const entries = series.map(({ name }, i) => ({ label: name, mark: 'line' as const, ...looks[i] }));
  return chart(frame, axes, series.length > 1 ? entries : [], (positions) =>
    [
      ...bands.map((band, i) => drawBand(band, positions, axes.y.domain[0], looks[i].color)),
      ...lines.map((one, i) => drawLine(one, positions, looks[i])),
    ].join(''),
  );
}

function errorBand(
  { x, y, errorBand: band }: LineSeries,
  argument: string,
  xScale: AxisScaleType,
  yScale: AxisScaleType,
): (Interval | undefined)[] {
  if (band === undefined) return [];
  const lower = checkLength(`${argument}.errorBand.lower`, band.lower, y.length);
  const upper = checkLength(`${argument}.errorBand.upper`, band.upper, y.length);
  return Array.from(lower, (low, i) => {
    const interval = { x: x?.[i] ?? i + 1, lower: low, upper: upper[i] };
    if (low > interval.upper) {
      throw new ArgumentError(`${argument}.errorBand.lower[${i}]`, `at most its upper end, ${interval.upper}`, low);
    }
    const drawable = isDrawable(interval.x, xScale) && Number.isFinite(low) && isDrawable(interval.upper, yScale);
    return drawable ? interval : undefined;
  });
}

function drawBand(
  band: readonly (Interval | undefined)[],
  { x, y }: ChartPositions,
  lowest: number,
  color: string,
): string {
  const path = area<Interval | undefined>()
    .defined((interval) => interval !== undefined)
    .x((interval) => x(interval!.x))
    .y0((interval) => y(Math.max(interval!.lower, lowest)))
    .y1((interval) => y(interval!.upper))
    .digits(1);
  return band.length === 0 ? '' : element('path', { d: path(band) ?? '', fill: color, 'fill-opacity': 0.22 });
}

function drawLine(
  points: Line,
  { x, y }: ChartPositions,
  { color, dashes }: { color: string; dashes?: string },
): string {
  const path = line<Point | undefined>()
    .defined((point) => point !== undefined)
    .x((point) => x(point!.x))
    .y((point) => y(point!.y))
    .digits(1);
  const dots = points.map((point, i) => {
    const alone = points[i - 1] === undefined && points[i + 1] === undefined;
    if (point === undefined || (points.length > DOTTED_LENGTH && !alone)) return '';
    return `M${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}h0`;
  });
  const stroke = { fill: 'none', stroke: color, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  return (
    element('path', { d: path(points) ?? '', ...stroke, 'stroke-width': 2, 'stroke-dasharray': dashes }) +
    element('path', { d: dots.join(''), ...stroke, 'stroke-width': 6 })
  );
}

function dashes(index: number): string | undefined {
  return [undefined, '7 4', '2 4'][Math.floor(index / categoricalColors.length) % 3];
}
