import { type AxisScale, positionOn, type Tick } from './axis-scale';
import { checkAbove, checkText, type Names } from './check';
import { columnLabels } from './column-labels';
import { element } from './element';
import { type LegendEntry, legend } from './legend';
import { svgDocument } from './svg-document';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';
import { setTitle } from './title';

/** What every chart with two axes takes. */
export interface ChartOptions {
  /** Set above the plot. Default: nothing. */
  readonly title?: string;
  /** What the horizontal axis shows, with its unit. */
  readonly xLabel?: string;
  /** What the vertical axis shows, with its unit. */
  readonly yLabel?: string;
  /** Of the whole picture, in pixels; default 560. */
  readonly width?: number;
  /** Of the plotting area, in pixels; title, legend and labels add to it. Default 300. */
  readonly height?: number;
}

/** For the names of the options of every chart. */
export const CHART_NAMES: Names<ChartOptions> = { title: true, xLabel: true, yLabel: true, width: true, height: true };

/** Positions in the picture, in pixels, of values on the two axes. */
export interface ChartPositions {
  x(value: number): number;
  y(value: number): number;
}

const TICK: TextStyle = { size: theme.tickSize, color: theme.mutedText };
const LABEL: TextStyle = { size: theme.labelSize };
const TICK_GAP = 7;
const RIGHT = 28;

/** Title, legend, grid and axes of a chart around the marks that `draw` returns. */
export function chart(
  options: ChartOptions,
  axes: { readonly x: AxisScale; readonly y: AxisScale },
  legendEntries: readonly LegendEntry[],
  draw: (positions: ChartPositions) => string,
): string {
  const { title = '', xLabel = '', yLabel = '' } = options;
  checkText('xLabel', xLabel);
  checkText('yLabel', yLabel);
  const width = checkAbove('width', options.width ?? 560, 200);
  const height = checkAbove('height', options.height ?? 300, 50);

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

/** As many ticks as fit beside each other. */
function fittingTicks(axis: AxisScale, position: (value: number) => number, count: number): Tick[] {
  const ticks = axis.ticks(count);
  const fits = ticks.every(({ value, label }, i) => {
    if (i === 0) return true;
    const gap = (textWidth(label, TICK) + textWidth(ticks[i - 1].label, TICK)) / 2 + 8;
    return position(value) - position(ticks[i - 1].value) >= gap;
  });
  return fits || count <= 2 ? ticks : fittingTicks(axis, position, count - 1);
}

/** The nearest middle of a pixel, where a line of one pixel is sharp. */
function sharp(position: number): number {
  return Math.floor(position) + 0.5;
}

function valuesOf(ticks: readonly Tick[]): number[] {
  return ticks.map((tick) => tick.value);
}
