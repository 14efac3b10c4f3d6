import { axisScale } from './axis-scale';
import { argumentError, checkArray, checkInteger, checkLength, checkOptions, checkTexts, type Names } from './check';
import { colorBar } from './color-bar';
import { colorScales } from './color-scale';
import { matrixCells } from './matrix-cells';
import { matrixFrame } from './matrix-frame';

/** Options of {@link confusionChart}. */
export interface ConfusionChartOptions {
  /** [classes][classes]: how many images of the row's class were taken for the column's, as `@ae-lab/metrics` counts them. */
  readonly counts: readonly ArrayLike<number>[];
  /** As many as there are classes; default 0, 1, 2 and so on. */
  readonly classNames?: readonly string[];
  /** Set above the matrix. Default: nothing. */
  readonly title?: string;
  /** Default 'predicted class'. */
  readonly xLabel?: string;
  /** Default 'true class'. */
  readonly yLabel?: string;
}

const NAMES: Names<ConfusionChartOptions> = {
  counts: true,
  classNames: true,
  title: true,
  xLabel: true,
  yLabel: true,
};

/**
 * How often each class was taken for each other, as an SVG picture: counts in the cells, shaded by their share of their row, and
 * the accuracy above.
 *
 * @throws RangeError naming the argument that is out of range.
 */
export function confusionChart(options: ConfusionChartOptions): string {
  checkOptions('options', options, NAMES);
  const { title = '', xLabel = 'predicted class', yLabel = 'true class' } = options;
  const counts = checkArray('counts', options.counts);
  const classes = counts.length;
  const rows = counts.map((row, i) =>
    Array.from(checkLength(`counts[${i}]`, row, classes), (count, j) => checkInteger(`counts[${i}][${j}]`, count, 0)),
  );
  const numbers = Array.from({ length: classes }, (_, i) => String(i));
  const names = checkTexts('classNames', options.classNames ?? numbers, classes);

  const rowTotals = rows.map(sum);
  const total = sum(rowTotals);
  if (total === 0) throw argumentError('counts', 'a count above 0', counts);
  const right = sum(rows.map((row, i) => row[i]));
  const cells = rows.flatMap((row, i) =>
    row.map((count) => ({ color: colorScales.shares(count === 0 ? 0 : count / rowTotals[i]), text: write(count) })),
  );
  const cell = Math.min(80, Math.max(8, Math.floor(460 / classes)));
  const size = { cellWidth: cell, cellHeight: cell };
  const shares = axisScale([0, 100], { type: 'linear', ends: 'data' });
  return matrixFrame(
    {
      title,
      subtitle: `Accuracy ${((100 * right) / total).toFixed(2)} %: ${write(right)} of ${write(total)}`,
      xLabel,
      yLabel,
      rowLabels: names,
      columnLabels: names,
      ...size,
      side: colorBar(shares, colorScales.shares, 'share of the true class, %', classes * cell),
    },
    (left, top) => matrixCells(cells, classes, size, left, top),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function write(count: number): string {
  return count.toLocaleString('en-US');
}
