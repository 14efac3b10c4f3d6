import { ArgumentError } from '@ae-lab/core';
import { checkInteger } from '@ae-lab/core/internal';
import { checkArray } from './check-array';

/** How well a class is found, each in [0, 1]; higher is better. */
export interface ClassScores {
  /** The share of right ones among what was predicted as the class: TP / (TP + FP). */
  readonly precision: number;
  /** The share of the class that was predicted as such: TP / (TP + FN). */
  readonly recall: number;
  /** The harmonic mean of the two: 2 TP / (2 TP + FP + FN). */
  readonly f1: number;
}

/** What {@link classReport} gives. */
export interface ClassReport {
  /** One entry a class; `support` is how many images are of the class. */
  readonly perClass: readonly (ClassScores & { readonly support: number })[];
  /** The means over the classes, each counting the same. */
  readonly macro: ClassScores;
}

/**
 * Precision, recall and F1 of each class from a {@link confusionMatrix}, and their means over all classes. As in
 * scikit-learn's `precision_recall_fscore_support` over all classes, a score without a denominator is 0: the precision of a
 * class that was never predicted, the recall of one that does not occur. Both count in the means.
 *
 * @param confusion [classes][classes], row by true class, column by predicted one.
 * @throws ArgumentError if it is not square, or an element is not a count.
 */
export function classReport(confusion: readonly (readonly number[])[]): ClassReport {
  checkArray('confusion', confusion);
  for (const [i, row] of confusion.entries()) checkArray(`confusion[${i}]`, row);
  const classes = confusion.length;
  if (classes === 0 || confusion.some((row) => row.length !== classes)) {
    const sizes = confusion.map((row) => row.length);
    throw new ArgumentError('confusion', 'a square matrix of at least one class', `rows of [${sizes}] counts`);
  }
  for (const [i, row] of confusion.entries()) {
    for (const [j, count] of row.entries()) checkInteger(`confusion[${i}][${j}]`, count);
  }
  const perClass = confusion.map((row, i) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[i], 0);
    return {
      precision: ratio(row[i], predicted),
      recall: ratio(row[i], support),
      f1: ratio(2 * row[i], predicted + support),
      support,
    };
  });
  const mean = (name: keyof ClassScores) => perClass.reduce((sum, scores) => sum + scores[name], 0) / classes;
  return { perClass, macro: { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') } };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
