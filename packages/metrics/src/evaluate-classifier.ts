import { ArgumentError, type Classifier, type ImageDataset, mapImages } from '@ae-lab/core';
import { checkData, checkMethods, checkOptions } from '@ae-lab/core/internal';
import { accuracy } from './accuracy';
import { type ClassReport, classReport } from './class-report';
import { confusionMatrix } from './confusion-matrix';
import { checkLabels } from './labels';
import { logSumExp } from './log-sum-exp';

/** Options of {@link evaluateClassifier}. */
export interface EvaluateClassifierOptions {
  /** Images a batch, a whole number above 0; default 256. It changes memory and speed, not the result. */
  readonly batchSize?: number;
}

/** What {@link evaluateClassifier} gives. */
export interface ClassifierEvaluation extends ClassReport {
  /** The share of images whose class has the highest logit, in [0, 1]; higher is better. */
  readonly accuracy: number;
  /** The mean of -ln p(label | image), in nats, at least 0; lower is better, ln(classes) is a uniform guess. */
  readonly crossEntropy: number;
  /** [classes][classes]; row by true class, column by predicted one. */
  readonly confusion: number[][];
  /** The class with the highest logit for each image, the lower one if two are equal, in the order of the data set. */
  readonly predictions: Int32Array;
  /** [size, classes], row by row: for `topKAccuracy`, say. */
  readonly logits: Float32Array;
}

/**
 * Classifies every image of a data set and compares with its labels.
 *
 * @throws ArgumentError if the model gives no logits, the data set is empty, has no labels, labels that are none of the
 * model's classes, or images of another shape than the model's; and if a logit is NaN.
 */
export async function evaluateClassifier(
  model: Classifier,
  data: ImageDataset,
  options: EvaluateClassifierOptions = {},
): Promise<ClassifierEvaluation> {
  checkOptions('options', options, { batchSize: true });
  checkMethods('model', model, 'logits');
  checkData(model, data);
  const { classes } = model;
  const labels = checkLabels('data.labels', data.labels, data.size, classes);
  const logits = await mapImages(model, data, classes, (images) => model.logits(images), options.batchSize);
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
