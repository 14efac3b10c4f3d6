import { type AxisScale, positionOn } from './axis-scale';
import { decimal, element } from './element';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';

const TICK: TextStyle = { size: theme.tickSize, color: theme.mutedText };
const LABEL: TextStyle = { size: theme.labelSize };
const WIDTH = 16;
const TICK_GAP = 6;
const STEPS = 128;
const LOWEST = 160;

/** Returns a bar that maps colours to numbers, beside cells of the height `cellsHeight`. */
export function colorBar(axis: AxisScale, color: (share: number) => string, label: string, cellsHeight: number) {
  const height = Math.max(LOWEST, cellsHeight);
  const ticks = axis.ticks(Math.max(2, height / 50));
  const tickWidth = Math.max(0, ...ticks.map((tick) => textWidth(tick.label, TICK)));
  const lines = wrapText(label, height, LABEL);
  const labelLeft = WIDTH + TICK_GAP + tickWidth + 8;
  const draw = (left: number, top: number): string => {
    const position = positionOn(axis, top + height, top);
    // Each step reaches down to the end, so that there is no seam between two steps.
    const steps = Array.from({ length: STEPS }, (_, i) => {
      const y = top + (i * height) / STEPS;
      const fill = color(1 - (i + 0.5) / STEPS);
      return element('rect', { x: left, y, width: WIDTH, height: top + height - y, fill });
    });
    const marks = ticks.map(({ value, label }) => {
      const y = position(value);
      const text = textLines([label], left + WIDTH + TICK_GAP, y - linesHeight(0.5, TICK), TICK);
      return element('path', { d: `M${left + WIDTH} ${decimal(y)}h4`, stroke: theme.axis }) + text;
    });
    const middle = top + height / 2;
    const name = textLines(lines, left + labelLeft, middle, { ...LABEL, anchor: 'middle' });
    const turned = element('g', { transform: `rotate(-90 ${decimal(left + labelLeft)} ${decimal(middle)})` }, name);
    return steps.join('') + marks.join('') + turned;
  };
  return { width: labelLeft + linesHeight(lines.length, LABEL), height, draw };
}
