import { ArgumentError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { axisScale } from './axis-scale';
import { CHART_TEXTS } from './chart-texts';
import { colorBar } from './color-bar';
import { colorScales } from './color-scale';
import { matrixCells } from './matrix-cells';
import { matrixFrame } from './matrix-frame';
import { checkLength, NUMBERS } from './numbers';

/** Options of {@link confusionChart}. */
export interface ConfusionChartOptions {
  /** Counts [true class][predicted class], as `@ae-lab/metrics` counts them. */
  readonly counts: readonly ArrayLike<number>[];
  /** Names of the classes. Default: 0, 1, 2 and so on. */
  readonly classNames?: readonly string[];
  /** Title above the matrix. Default: none. */
  readonly title?: string;
  /** Name of the columns. Default 'predicted class'. */
  readonly xLabel?: string;
  /** Name of the rows. Default 'true class'. */
  readonly yLabel?: string;
}

const CONFUSION_CHART_OPTIONS = {
  counts: kind.list(NUMBERS),
  classNames: optional(kind.list(kind.text)),
  ...CHART_TEXTS,
  xLabel: optional(kind.text, 'predicted class'),
  yLabel: optional(kind.text, 'true class'),
} satisfies Description<ConfusionChartOptions>;

const COUNT = kind.integer({ from: 0 });

/**
 * Returns a confusion matrix as an SVG picture.
 *
 * ```ts
 * const confusion = confusionChart({
 *   counts: [[90, 10], [20, 80]],
 *   classNames: ['real', 'generated'],
 *   title: 'Test set',
 * });
 * ```
 *
 * Each cell shows a count, shaded by its share of the true class. The accuracy is above the matrix.
 *
 * @throws ArgumentError naming the argument that is out of range.
 */
export function confusionChart(options: ConfusionChartOptions): string {
  const read = readOptions('options', options, CONFUSION_CHART_OPTIONS);
  const { counts, classNames = counts.map((_, i) => String(i)), ...texts } = read;
  const classes = counts.length;
  const rows = counts.map((row, i) =>
    Array.from(checkLength(`counts[${i}]`, row, classes), (count, j) => COUNT.read(`counts[${i}][${j}]`, count)),
  );
  const names = checkLength('classNames', classNames, classes);

  const rowTotals = rows.map(sum);
  const total = sum(rowTotals);
  if (total === 0) throw new ArgumentError('counts', 'a count above 0', counts);
  const right = sum(rows.map((row, i) => row[i]));
  const cells = rows.flatMap((row, i) =>
    row.map((count) => ({ color: colorScales.shares(count === 0 ? 0 : count / rowTotals[i]), text: write(count) })),
  );
  const cell = Math.min(80, Math.max(8, Math.floor(460 / classes)));
  const size = { cellWidth: cell, cellHeight: cell };
  const shares = axisScale([0, 100], { type: 'linear', ends: 'data' });
  return matrixFrame(
    {
      ...texts,
      subtitle: `Accuracy ${((100 * right) / total).toFixed(2)} %: ${write(right)} of ${write(total)}`,
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
