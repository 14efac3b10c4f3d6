import { type Codes, nearestCodes } from '@ae-lab/core';
import { checkInteger } from '@ae-lab/core/internal';
import { accuracy } from './accuracy';
import { checkTrainTest } from './check-train-test';
import { checkLabels, type Labels } from './labels';

/**
 * Returns the accuracy of the k-nearest-neighbour classifier (Cover and Hart 1967) on codes: each test code gets the most frequent
 * label among the k training codes nearest to it in Euclidean distance. Of equally frequent labels the lowest wins, as in
 * scikit-learn's `KNeighborsClassifier`. Of equally near codes the first count; scikit-learn leaves that open.
 *
 * Unit: none. Range: [0, 1]. Higher is better: codes of one class lie closer together.
 *
 * @param k number of neighbours, from 1 to the number of training codes; an odd number has fewer ties. Default 5.
 * @throws ArgumentError if the codes have different dimensions or values that are not finite, labels are missing or not one per
 * code, or `k` is out of range.
 */
export async function knnAccuracy(
  trainCodes: Codes,
  trainLabels: Labels,
  testCodes: Codes,
  testLabels: Labels,
  k = 5,
): Promise<number> {
  const [trainSize, testSize] = checkTrainTest(trainCodes, testCodes);
  const labels = checkLabels('trainLabels', trainLabels, trainSize);
  const expected = checkLabels('testLabels', testLabels, testSize);
  checkInteger('k', k, { from: 1, to: trainSize });
  const { indices } = await nearestCodes(trainCodes, testCodes, k);
  const neighborLabels = indices.map((index) => labels[index]);
  const predictions = expected.map((_, i) => mostFrequent(neighborLabels.subarray(i * k, (i + 1) * k)));
  return accuracy(expected, predictions);
}

/** Returns the most frequent label, the lowest if there are several. Sorts the labels. */
function mostFrequent(labels: Int32Array): number {
  labels.sort();
  let [winner, most] = [labels[0], 0];
  for (let start = 0, end = 0; start < labels.length; start = end) {
    while (end < labels.length && labels[end] === labels[start]) end++;
    if (end - start > most) [winner, most] = [labels[start], end - start];
  }
  return winner;
}
