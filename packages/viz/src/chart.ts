import { type Description, kind, optional, type Read } from '@ae-lab/base';
import { type AxisScale, positionOn, type Tick } from './axis-scale';
import { CHART_TEXTS } from './chart-texts';
import { columnLabels } from './column-labels';
import { element } from './element';
import { type LegendEntry, legend } from './legend';
import { svgDocument } from './svg-document';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';
import { setTitle } from './title';

/** Options of every chart with two axes. */
export interface ChartOptions {
  /** Title above the plot. Default: none. */
  readonly title?: string;
  /** Name of the horizontal axis, with its unit. Default: none. */
  readonly xLabel?: string;
  /** Name of the vertical axis, with its unit. Default: none. */
  readonly yLabel?: string;
  /** Width of the whole picture in pixels, above 200. Default 560. */
  readonly width?: number;
  /** Height of the plotting area in pixels, above 50. Title, legend and labels add to it. Default 300. */
  readonly height?: number;
}

/** The description of {@link ChartOptions}. */
export const CHART_OPTIONS = {
  ...CHART_TEXTS,
  width: optional(kind.number({ above: 200 }), 560),
  height: optional(kind.number({ above: 50 }), 300),
} satisfies Description<ChartOptions>;

/** Maps values on the two axes to positions in the picture, in pixels. */
export interface ChartPositions {
  x(value: number): number;
  y(value: number): number;
}

const TICK: TextStyle = { size: theme.tickSize, color: theme.mutedText };
const LABEL: TextStyle = { size: theme.labelSize };
const TICK_GAP = 7;
const RIGHT = 28;

/** Draws title, legend, grid and axes around the marks that `draw` returns. */
export function chart(
  { title, xLabel, yLabel, width, height }: Read<typeof CHART_OPTIONS>,
  axes: { readonly x: AxisScale; readonly y: AxisScale },
  legendEntries: readonly LegendEntry[],
  draw: (positions: ChartPositions) => string,
): string {
  const heading = setTitle(title, width);
  const keys = legend(legendEntries, theme.margin, heading.bottom, width - 2 * theme.margin);
  const top = keys.bottom + 14;
  const bottom = top + height;
  const y = positionOn(axes.y, bottom, top);
  const yTicks = axes.y.ticks(height / 50);
  const yLines = wrapText(yLabel, height, LABEL);
  const yLabelWidth = linesHeight(yLines.length, LABEL) + (yLines.length > 0 ? 8 : 0);
  const tickWidth = Math.max(0, ...yTicks.map((tick) => textWidth(tick.label, TICK)));
  const left = Math.ceil(theme.margin + yLabelWidth + tickWidth + TICK_GAP);
  const right = width - RIGHT;
  const x = positionOn(axes.x, left, right);
  const xTicks = fittingTicks(axes.x, x, (right - left) / 70);
  const names = axes.x.categories?.map((text, i) => ({ text, x: x(i) })) ?? [];
  const xNames = columnLabels(names, (right - left) / names.length, TICK);
  const xLines = wrapText(xLabel, right - left, LABEL);
  const xLabelTop = bottom + TICK_GAP + Math.max(xNames.height, linesHeight(1, TICK)) + 5;

  const horizontal = (values: readonly number[], color: string) =>
    element('path', { d: values.map((value) => `M${left} ${sharp(y(value))}H${right}`).join(''), stroke: color });
  const vertical = (values: readonly number[], color: string) =>
    element('path', { d: values.map((value) => `M${sharp(x(value))} ${top}V${bottom}`).join(''), stroke: color });
  const centre = (top + bottom) / 2;
  const content = [
    heading.markup,
    keys.markup,
    horizontal(axes.y.minorTicks, theme.minorGrid),
    vertical(axes.x.minorTicks, theme.minorGrid),
    horizontal(valuesOf(yTicks), theme.grid),
    vertical(valuesOf(xTicks), theme.grid),
    element('path', { d: `M${left} ${sharp(bottom)}H${right}`, stroke: theme.axis }),
    ...yTicks.map(({ value, label }) =>
      textLines([label], left - TICK_GAP, y(value) - linesHeight(0.5, TICK), { ...TICK, anchor: 'end' }),
    ),
    ...xTicks.map(({ value, label }) => textLines([label], x(value), bottom + TICK_GAP, { ...TICK, anchor: 'middle' })),
    xNames.below(bottom + TICK_GAP),
    textLines(xLines, (left + right) / 2, xLabelTop, { ...LABEL, anchor: 'middle' }),
    element(
      'g',
      { transform: `rotate(-90 ${theme.margin} ${centre})` },
      textLines(yLines, theme.margin, centre, { ...LABEL, anchor: 'middle' }),
    ),
    draw({ x, y }),
  ].join('');
  const label = title || [yLabel, xLabel].filter((text) => text !== '').join(' against ');
  const fullHeight = xLabelTop + linesHeight(xLines.length, LABEL) + theme.margin;
  return svgDocument(width, fullHeight, label, theme.background, content);
}

/** Returns as many ticks as fit beside each other. */
function fittingTicks(axis: AxisScale, position: (value: number) => number, count: number): Tick[] {
  const ticks = axis.ticks(count);
  const fits = ticks.every(({ value, label }, i) => {
    if (i === 0) return true;
    const gap = (textWidth(label, TICK) + textWidth(ticks[i - 1].label, TICK)) / 2 + 8;
    return position(value) - position(ticks[i - 1].value) >= gap;
  });
  return fits || count <= 2 ? ticks : fittingTicks(axis, position, count - 1);
}

/** Returns the nearest middle of a pixel, where a line of one pixel is sharp. */
function sharp(position: number): number {
  return Math.floor(position) + 0.5;
}

function valuesOf(ticks: readonly Tick[]): number[] {
  return ticks.map((tick) => tick.value);
}
