import { ArgumentError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { axisScale } from './axis-scale';
import { CHART_OPTIONS, type ChartOptions, chart } from './chart';
import { element } from './element';
import { checkLength, NUMBERS } from './numbers';
import { categoricalColor, categoricalColors } from './palette';

/** Options of {@link scatter}. */
export interface ScatterOptions extends ChartOptions {
  /** Horizontal coordinates. Points with a coordinate that is not finite are left out. */
  readonly x: ArrayLike<number>;
  /** Vertical coordinates, as many as `x`. */
  readonly y: ArrayLike<number>;
  /** Class of each point, a whole number of at least 0. Default: one class, without a legend. */
  readonly classes?: ArrayLike<number>;
  /** Names of classes 0, 1, 2 and so on in the legend. Default: their numbers. */
  readonly classNames?: readonly string[];
  /** Diameter of a point in pixels, above 0. Default 4. */
  readonly pointSize?: number;
}

const SCATTER_OPTIONS = {
  x: NUMBERS,
  y: NUMBERS,
  classes: optional(NUMBERS),
  classNames: optional(kind.list(kind.text), []),
  pointSize: optional(kind.number({ above: 0 }), 4),
  ...CHART_OPTIONS,
} satisfies Description<ScatterOptions>;

const CLASS = kind.integer({ from: 0 });

/**
 * Returns points over two axes, coloured by class, as an SVG picture.
 *
 * ```ts
 * const codes = scatter({
 *   x: [0.1, 0.2, 2.1, 2.3],
 *   y: [1.0, 1.2, 0.3, 0.1],
 *   classes: [0, 0, 1, 1],
 *   classNames: ['zero', 'one'],
 *   title: 'Latent codes', xLabel: 't-SNE 1', yLabel: 't-SNE 2',
 * });
 * ```
 *
 * Classes 0 to 9 are round dots in the ten colours of {@link categoricalColors}, 10 to 19 are squares, and so on in turn.
 *
 * @throws ArgumentError naming the argument that is out of range, or if no point can be drawn.
 */
export function scatter(options: ScatterOptions): string {
  const { x, y, classNames, pointSize, ...read } = readOptions('options', options, SCATTER_OPTIONS);
  checkLength('y', y, x.length);
  const classes = checkLength('classes', read.classes ?? new Uint8Array(x.length), x.length);
  const present = [...new Set(Array.from(classes, (value, i) => CLASS.read(`classes[${i}]`, value)))];
  const points = Array.from({ length: x.length }, (_, i) => ({ x: x[i], y: y[i], class: classes[i] })).filter(
    (point) => Number.isFinite(point.x) && Number.isFinite(point.y),
  );
  if (points.length === 0) throw new ArgumentError('x and y', 'at least one finite point', x);
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
  return chart(read, axes, read.classes === undefined ? [] : marks, (position) =>
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
