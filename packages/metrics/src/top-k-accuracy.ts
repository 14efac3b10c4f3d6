import { ArgumentError } from '@ae-lab/core';
import { checkInteger } from '@ae-lab/core/internal';
import { checkArray } from './check-array';
import { checkLabels, countLabels, type Labels } from './labels';

/**
 * Returns the share of labels that are among the k classes with the highest scores. Of equal scores that of the lower class ranks
 * higher, as in `argMax`. With k = 1 this is the accuracy of the class with the highest score.
 *
 * Unit: none. Range: [0, 1]. Higher is better; 1 for k = classes.
 *
 * @param labels class indices, [n].
 * @param scores [n, classes], row by row: logits, probabilities or other scores that are higher for likelier classes.
 * @param k number of classes per image that count, from 1 to the number of classes.
 * @throws ArgumentError if the lengths do not match, a label is not one of the classes, a score is NaN, or `k` is out of range.
 */
export function topKAccuracy(labels: Labels, scores: ArrayLike<number>, k: number): number {
  const count = countLabels(labels);
  checkArray('scores', scores);
  const classes = scores.length / count;
  if (!Number.isInteger(classes)) {
    throw new ArgumentError('scores', `as many for each of ${count} labels`, `${scores.length} scores`);
  }
  const expected = checkLabels('labels', labels, count, classes);
  checkInteger('k', k, { from: 1, to: classes });
  let correct = 0;
  for (let row = 0; row < count; row++) correct += Number(rankOf(expected[row], scores, row, classes) < k);
  return correct / count;
}

/** Counts the classes that rank above the label. */
function rankOf(label: number, scores: ArrayLike<number>, row: number, classes: number): number {
  const own = scores[row * classes + label];
  let rank = 0;
  for (let other = 0; other < classes; other++) {
    const score = scores[row * classes + other];
    if (Number.isNaN(score)) throw new ArgumentError('scores', 'numbers', `NaN in row ${row}, class ${other}`);
    if (score > own || (score === own && other < label)) rank++;
  }
  return rank;
}
