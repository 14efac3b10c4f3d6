import { checkInteger } from '@ae-lab/core/internal';
import { checkLabels, countLabels, type Labels } from './labels';

/**
 * Returns the confusion matrix: row t, column p counts the images of class t that were predicted as class p.
 *
 * Unit: images. Range: [0, n]. Higher is better on the diagonal, which counts the correct predictions; lower is better elsewhere.
 *
 * @param labels class indices in [0, classes).
 * @param predictions class indices in [0, classes), as many as there are labels.
 * @returns [classes][classes].
 * @throws ArgumentError if there are no labels, the two numbers differ, or an entry is not one of the classes.
 */
export function confusionMatrix(labels: Labels, predictions: Labels, classes: number): number[][] {
  checkInteger('classes', classes, { from: 1 });
  const count = countLabels(labels);
  const expected = checkLabels('labels', labels, count, classes);
  const predicted = checkLabels('predictions', predictions, count, classes);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < count; i++) matrix[expected[i]][predicted[i]]++;
  return matrix;
}
