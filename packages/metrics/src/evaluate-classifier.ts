import { ArgumentError, type Classifier, type ImageDataset, mapSamples, readOptions } from '@ae-lab/core';
import { checkData, checkMethods } from '@ae-lab/core/internal';
import { accuracy } from './accuracy';
import { type ClassReport, classReport } from './class-report';
import { confusionMatrix } from './confusion-matrix';
import { checkLabels } from './labels';
import { logSumExp } from './log-sum-exp';
import { MAP_IMAGES_OPTIONS, type MapImagesOptions } from './map-images-options';

/** Options of {@link evaluateClassifier}. */
export interface EvaluateClassifierOptions extends MapImagesOptions {}

/** The result of {@link evaluateClassifier}. */
export interface ClassifierEvaluation extends ClassReport {
  /** The share of images whose class has the highest logit, in [0, 1]. Higher is better. */
  readonly accuracy: number;
  /** The mean of -ln p(label | image), in nats, at least 0. Lower is better; ln(classes) for a uniform guess. */
  readonly crossEntropy: number;
  /** The confusion matrix, [classes][classes]; rows are true classes, columns are predicted classes. */
  readonly confusion: number[][];
  /** The class with the highest logit for each image in the order of the data set, [size]; the lowest of equal ones. */
  readonly predictions: Int32Array;
  /** The logits of each image, [size, classes], row by row; `topKAccuracy` takes them. */
  readonly logits: Float32Array;
}

/**
 * Classifies every image of a data set and compares the predictions with the labels.
 *
 * ```ts no-run
 * const { accuracy, confusion } = await evaluateClassifier(classifier, test);
 * console.log(`accuracy ${accuracy}; ${confusion[4][9]} fours were taken for nines`);
 * ```
 *
 * @throws ArgumentError if the model returns no logits or one that is NaN, the data set is empty or has no labels, a label is not
 * one of the model's classes, the images have another shape than the model's, or an option is out of range.
 */
export async function evaluateClassifier(
  model: Classifier,
  data: ImageDataset,
  options: EvaluateClassifierOptions = {},
): Promise<ClassifierEvaluation> {
  const { batchSize } = readOptions('options', options, MAP_IMAGES_OPTIONS);
  checkMethods('model', model, 'logits');
  checkData(model, data);
  const { classes } = model;
  const labels = checkLabels('data.labels', data.labels, data.size, classes);
  const logits = await mapSamples(model, data, classes, (images) => model.logits(images), batchSize);
  const predictions = new Int32Array(data.size);
  let crossEntropy = 0;
  for (let i = 0; i < data.size; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    if (row.some(Number.isNaN)) throw new ArgumentError('model', 'logits that are numbers', `NaN for image ${i}`);
    predictions[i] = row.indexOf(Math.max(...row));
    crossEntropy += (logSumExp(row) - row[labels[i]]) / data.size;
  }
  const confusion = confusionMatrix(labels, predictions, classes);
  return {
    accuracy: accuracy(labels, predictions),
    crossEntropy,
    confusion,
    ...classReport(confusion),
    predictions,
    logits,
  };
}
