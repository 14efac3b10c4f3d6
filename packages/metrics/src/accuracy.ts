import { checkLabels, countLabels, type Labels } from './labels';

/**
 * The share of predictions that equal their label.
 *
 * Unit: none. Range: [0, 1]. Higher is better.
 *
 * @param labels class indices.
 * @param predictions as many class indices.
 * @throws ArgumentError if there are none, not equally many, or one is not a class index.
 */
export function accuracy(labels: Labels, predictions: Labels): number {
  const count = countLabels(labels);
  const expected = checkLabels('labels', labels, count);
  const predicted = checkLabels('predictions', predictions, count);
  return expected.reduce((correct, label, i) => correct + Number(label === predicted[i]), 0) / count;
}
