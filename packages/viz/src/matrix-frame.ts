import { columnLabels, fitLines, numberLabels } from './column-labels';
import { element } from './element';
import { svgDocument } from './svg-document';
import { linesHeight, type TextStyle, textLines, textWidth, wrapText } from './text';
import { theme } from './theme';
import { setTitle } from './title';

/** Texts and sizes around the cells of a matrix. */
export interface MatrixFrame {
  readonly title: string;
  /** Line below the title. Default: none. */
  readonly subtitle?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly columnLabels: readonly string[];
  readonly rowLabels: readonly string[];
  /** Whether the columns are numbers, whose labels may be left out in part. Default false. */
  readonly numeric?: boolean;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Picture to the right of the cells. Default: none. */
  readonly side?: { readonly width: number; readonly height: number; draw(left: number, top: number): string };
}

const TICK: TextStyle = { size: theme.tickSize, color: theme.mutedText };
const LABEL: TextStyle = { size: theme.labelSize };
/** Least distance of names of one line. */
const TIGHT_LINE = 1.1 * TICK.size;
const SUBTITLE: TextStyle = { size: theme.labelSize, color: theme.mutedText };
const GAP = 7;
const SIDE_GAP = 20;
/** Names of rows longer than this are broken into lines. */
const WIDEST_ROW_LABEL = 150;
const NARROWEST = 260;
/** The name of the vertical axis may be this long, even beside few cells. */
const SHORTEST_Y_LABEL = 160;

/** Draws title, names of rows, columns and axes around the cells that `draw` returns for their top left corner. */
export function matrixFrame(frame: MatrixFrame, draw: (left: number, top: number) => string): string {
  const { title, subtitle = '', xLabel, yLabel, cellWidth, cellHeight, side } = frame;
  const bodyWidth = frame.columnLabels.length * cellWidth;
  const bodyHeight = frame.rowLabels.length * cellHeight;
  const rowStride = Math.ceil(TIGHT_LINE / cellHeight);
  const rowLines = Math.max(1, Math.floor((rowStride * cellHeight) / linesHeight(1, TICK)));
  const rows = frame.rowLabels.map((text, i) =>
    i % rowStride === 0 ? fitLines(text, WIDEST_ROW_LABEL, rowLines, TICK) : [],
  );
  const rowsWidth = Math.max(0, ...rows.flat().map((line) => textWidth(line, TICK)));
  const yLines = wrapText(yLabel, Math.max(bodyHeight, SHORTEST_Y_LABEL), LABEL);
  const yLabelLength = Math.max(0, ...yLines.map((line) => textWidth(line, LABEL)));
  const yLabelWidth = linesHeight(yLines.length, LABEL) + (yLines.length > 0 ? 8 : 0);
  const left = Math.ceil(theme.margin + yLabelWidth + rowsWidth + GAP);
  const right = left + bodyWidth;
  const width = Math.max(NARROWEST, right + (side === undefined ? 0 : SIDE_GAP + side.width) + theme.margin);

  const heading = setTitle(title, width);
  const subtitleLines = wrapText(subtitle, width - 2 * theme.margin, SUBTITLE);
  const subtitleHeight = linesHeight(subtitleLines.length, SUBTITLE);
  const areaTop = Math.ceil(heading.bottom + subtitleHeight + (subtitleLines.length > 0 ? 10 : 4));
  // A few cells are lower than the picture beside them.
  const areaHeight = Math.ceil(Math.max(bodyHeight, yLabelLength, side?.height ?? 0));
  const top = areaTop + Math.floor((areaHeight - bodyHeight) / 2);
  const bottom = top + bodyHeight;
  const named = frame.columnLabels.map((text, i) => ({ text, x: left + (i + 0.5) * cellWidth }));
  const columns = (frame.numeric ? numberLabels : columnLabels)(named, cellWidth, TICK);
  const xLabelTop = bottom + GAP + columns.height + (columns.height > 0 ? 5 : 0);
  const xLines = wrapText(xLabel, Math.max(bodyWidth, 120), LABEL);
  const centre = (top + bottom) / 2;
  const content = [
    heading.markup,
    textLines(subtitleLines, theme.margin, heading.bottom, SUBTITLE),
    draw(left, top),
    ...rows.map((lines, i) => {
      const y = top + (i + 0.5) * cellHeight - linesHeight(lines.length / 2, TICK);
      return textLines(lines, left - GAP, y, { ...TICK, anchor: 'end' });
    }),
    columns.below(bottom + GAP),
    textLines(xLines, (left + right) / 2, xLabelTop, { ...LABEL, anchor: 'middle' }),
    element(
      'g',
      { transform: `rotate(-90 ${theme.margin} ${centre})` },
      textLines(yLines, theme.margin, centre, { ...LABEL, anchor: 'middle' }),
    ),
    side?.draw(right + SIDE_GAP, areaTop + (areaHeight - side.height) / 2) ?? '',
  ].join('');
  const label = title || [yLabel, xLabel].filter((text) => text !== '').join(' against ');
  const height = Math.max(xLabelTop + linesHeight(xLines.length, LABEL), areaTop + areaHeight) + theme.margin;
  return svgDocument(width, height, label, theme.background, content);
}
