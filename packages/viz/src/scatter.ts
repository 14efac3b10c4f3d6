import { axisScale } from './axis-scale';
import { CHART_NAMES, type ChartOptions, chart } from './chart';
import {
  argumentError,
  checkAbove,
  checkArray,
  checkInteger,
  checkLength,
  checkOptions,
  checkTexts,
  type Names,
} from './check';
import { element } from './element';
import { categoricalColor, categoricalColors } from './palette';

/** Options of {@link scatter}. */
export interface ScatterOptions extends ChartOptions {
  /** Points with a coordinate that is not finite are left out. */
  readonly x: ArrayLike<number>;
  /** As many as `x`. */
  readonly y: ArrayLike<number>;
  /** The class of each point, a whole number of at least 0; default: all of one class, with no legend. */
  readonly classes?: ArrayLike<number>;
  /** What the legend says of class 0, 1, 2 and so on; default: the number. */
  readonly classNames?: readonly string[];
  /** Diameter of a point in pixels, above 0; default 4. */
  readonly pointSize?: number;
}

const NAMES: Names<ScatterOptions> = {
  ...CHART_NAMES,
  x: true,
  y: true,
  classes: true,
  classNames: true,
  pointSize: true,
};

/**
 * Points over two axes, coloured by class, as an SVG picture. Classes 0 to 9 are round dots in the ten colours of
 * {@link categoricalColors}, 10 to 19 squares, and so on in turn.
 *
 * @throws RangeError naming the argument that is out of range, or if no point can be drawn.
 */
export function scatter(options: ScatterOptions): string {
  checkOptions('options', options, NAMES);
  const x = checkArray('x', options.x);
  const y = checkLength('y', options.y, x.length);
  const classNames = checkTexts('classNames', options.classNames ?? []);
  const pointSize = checkAbove('pointSize', options.pointSize ?? 4, 0);
  const classes = checkLength('classes', options.classes ?? new Uint8Array(x.length), x.length);
  const present = [...new Set(Array.from(classes, (value, i) => checkInteger(`classes[${i}]`, value, 0)))];
  const points = Array.from({ length: x.length }, (_, i) => ({ x: x[i], y: y[i], class: classes[i] })).filter(
    (point) => Number.isFinite(point.x) && Number.isFinite(point.y),
  );
  if (points.length === 0) throw argumentError('x and y', 'at least one finite point', x);
  const axes = {
    x: axisScale(
      Array.from(points, (point) => point.x),
      { type: 'linear', ends: 'beyond' },
    ),
    y: axisScale(
      Array.from(points, (point) => point.y),
      { type: 'linear', ends: 'beyond' },
    ),
  };
  const marks = present
    .sort((a, b) => a - b)
    .map((value) => ({ value, label: classNames[value] ?? String(value), mark: 'dot' as const, ...look(value) }));
  return chart(options, axes, options.classes === undefined ? [] : marks, (position) =>
    marks
      .map(({ value, color, cap }) => {
        const members = points.filter((point) => point.class === value);
        const dots = members.map((point) => `M${position.x(point.x).toFixed(1)} ${position.y(point.y).toFixed(1)}h0`);
        const stroke = { stroke: color, 'stroke-width': pointSize, 'stroke-linecap': cap, 'stroke-opacity': 0.8 };
        return element('path', { d: dots.join(''), fill: 'none', ...stroke });
      })
      .join(''),
  );
}

function look(index: number) {
  const cap: 'round' | 'square' = Math.floor(index / categoricalColors.length) % 2 === 0 ? 'round' : 'square';
  return { color: categoricalColor(index), cap };
}
