import { checkInteger } from '@ae-lab/core/internal';
import { checkLabels, countLabels, type Labels } from './labels';

/**
 * How often each class was taken for each other: row t, column p counts the images of class t that were predicted as p.
 *
 * Unit: images. The diagonal holds the correct ones; higher is better there, lower elsewhere.
 *
 * @param labels class indices in [0, classes).
 * @param predictions as many class indices in [0, classes).
 * @returns [classes][classes].
 * @throws ArgumentError if there are none, not equally many, or one is not one of the classes.
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
