import { ArgumentError, kind } from '@ae-lab/core';

const CONFUSION = kind.list(kind.list(kind.integer({ from: 0 })));

/** Scores of one class, each in [0, 1]. Higher is better. */
export interface ClassScores {
  /** The share of correct images among those predicted as the class: TP / (TP + FP). */
  readonly precision: number;
  /** The share of the images of the class that were predicted as it: TP / (TP + FN). */
  readonly recall: number;
  /** The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN). */
  readonly f1: number;
}

/** The result of {@link classReport}. */
export interface ClassReport {
  /** One entry per class; `support` is the number of images of the class. */
  readonly perClass: readonly (ClassScores & { readonly support: number })[];
  /** The means over the classes, each with the same weight. */
  readonly macro: ClassScores;
}

/**
 * Returns precision, recall and F1 of each class from a {@link confusionMatrix}, and their means over all classes.
 *
 * Like in scikit-learn's `precision_recall_fscore_support` over all classes, a score whose denominator is 0 is 0: the precision of
 * a class that was never predicted, the recall of a class that does not occur. Both count in the means.
 *
 * Unit: none. Range: [0, 1]. Higher is better.
 *
 * @param confusion [classes][classes]; rows are true classes, columns are predicted classes.
 * @throws ArgumentError if it is not square, or an element is not a count.
 */
export function classReport(confusion: readonly (readonly number[])[]): ClassReport {
  CONFUSION.read('confusion', confusion);
  const classes = confusion.length;
  if (classes === 0 || confusion.some((row) => row.length !== classes)) {
    const sizes = confusion.map((row) => row.length);
    throw new ArgumentError('confusion', 'a square matrix of at least one class', `rows of [${sizes}] counts`);
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
