import { area, line } from 'd3-shape';
import { type AxisScaleType, axisScale, isDrawable } from './axis-scale';
import { CHART_NAMES, type ChartOptions, type ChartPositions, chart } from './chart';
import { argumentError, checkArray, checkLength, checkOneOf, checkOptions, checkText } from './check';
import { element } from './element';
import { categoricalColor, categoricalColors } from './palette';

/** One line of a {@link lineChart}. */
export interface LineSeries {
  /** What the legend says. */
  readonly name: string;
  /** As many as `y`; default 1, 2, 3 and so on. */
  readonly x?: ArrayLike<number>;
  /** Values that are not finite, and values of 0 or less on a logarithmic axis, leave a gap. */
  readonly y: ArrayLike<number>;
  /** A band behind the line, such as a confidence interval; where an end is not finite it has a gap. */
  readonly errorBand?: ErrorBand;
}

/** The ends of a band at each point of a line, as many as its `y`. */
export interface ErrorBand {
  /** On a logarithmic axis values of 0 or less stand at its lower end. */
  readonly lower: ArrayLike<number>;
  /** At least `lower`. */
  readonly upper: ArrayLike<number>;
}

/** Options of {@link lineChart}. */
export interface LineChartOptions extends ChartOptions {
  /** At least one; colours repeat, with dashes, after ten. */
  readonly series: readonly LineSeries[];
  /** Default 'linear'. */
  readonly xScale?: AxisScaleType;
  /** Default 'linear'. */
  readonly yScale?: AxisScaleType;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Interval {
  readonly x: number;
  readonly lower: number;
  readonly upper: number;
}

/** Points in order; undefined where one cannot be drawn. */
type Line = readonly (Point | undefined)[];

const SCALE_TYPES: readonly AxisScaleType[] = ['linear', 'log'];
/** Up to this many points a series, each is marked by a dot. */
const DOTTED_LENGTH = 25;

/**
 * Lines over two axes, with a legend where there are several, as an SVG picture.
 *
 * @throws RangeError naming the argument that is out of range, or if no point can be drawn.
 */
export function lineChart(options: LineChartOptions): string {
  checkOptions('options', options, { ...CHART_NAMES, series: true, xScale: true, yScale: true });
  const series = checkArray('series', options.series);
  const xScale = checkOneOf('xScale', options.xScale ?? 'linear', SCALE_TYPES);
  const yScale = checkOneOf('yScale', options.yScale ?? 'linear', SCALE_TYPES);
  const lines = series.map((one, i): Line => {
    checkOptions(`series[${i}]`, one, { name: true, x: true, y: true, errorBand: true });
    const { name, x, y } = one;
    checkText(`series[${i}].name`, name);
    checkArray(`series[${i}].y`, y);
    if (x !== undefined) checkLength(`series[${i}].x`, x, y.length);
    return Array.from({ length: y.length }, (_, j) => {
      const point = { x: x?.[j] ?? j + 1, y: y[j] };
      return isDrawable(point.x, xScale) && isDrawable(point.y, yScale) ? point : undefined;
    });
  });
  const bands = series.map((one, i) => errorBand(one, `series[${i}]`, xScale, yScale));
  const points = lines.flat().filter((point) => point !== undefined);
  if (points.length === 0) {
    throw argumentError('series', 'a finite point, above 0 where an axis is logarithmic', series);
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
  return chart(options, axes, series.length > 1 ? entries : [], (positions) =>
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
  checkOptions(`${argument}.errorBand`, band, { lower: true, upper: true });
  const lower = checkLength(`${argument}.errorBand.lower`, band.lower, y.length);
  const upper = checkLength(`${argument}.errorBand.upper`, band.upper, y.length);
  return Array.from(lower, (low, i) => {
    const interval = { x: x?.[i] ?? i + 1, lower: low, upper: upper[i] };
    if (low > interval.upper) {
      throw argumentError(`${argument}.errorBand.lower[${i}]`, `at most its upper end, ${interval.upper}`, low);
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
