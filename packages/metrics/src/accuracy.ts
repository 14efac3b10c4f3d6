import { checkLabels, countLabels, type Labels } from './labels';

/**
 * Returns the share of predictions that equal their label.
 *
 * Unit: none. Range: [0, 1]. Higher is better.
 *
 * @param labels class indices.
 * @param predictions class indices, as many as there are labels.
 * @throws ArgumentError if there are no labels, the two numbers differ, or an entry is not a class index.
 */
export function accuracy(labels: Labels, predictions: Labels): number {
  const count = countLabels(labels);
  const expected = checkLabels('labels', labels, count);
  const predicted = checkLabels('predictions', predictions, count);
  return expected.reduce((correct, label, i) => correct + Number(label === predicted[i]), 0) / count;
}
