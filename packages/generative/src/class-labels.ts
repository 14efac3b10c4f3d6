import { ArgumentError, type ImageDataset } from '@ae-lab/core';
import { checkDataset } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';

/** Codes [n, latentDim] with their labels behind them, one-hot: [n, latentDim + classes]; as they are without classes. */
export function withLabels(codes: tf.Tensor2D, labels: tf.Tensor1D | undefined, classes: number): tf.Tensor2D {
  return labels === undefined ? codes : tf.concat([codes, oneHots(labels, classes)], 1);
}

/** Of logits [n, classes] the one of each image's label, [n]; logits as they are without classes. */
export function logitOfLabel(logits: tf.Tensor2D, labels: tf.Tensor1D | undefined): tf.Tensor {
  return labels === undefined ? logits : tf.sum(tf.mul(logits, oneHots(labels, logits.shape[1])), 1);
}

/** Throws an {@link ArgumentError} unless all labels are classes and there is one for each of `count` images. */
export function checkLabels(
  argument: string,
  labels: ArrayLike<number> | undefined,
  count: number,
  classes: number,
): void {
  if (labels === undefined) throw new ArgumentError(argument, 'a label for each image of a conditional GAN', labels);
  if (classes === 0) throw new ArgumentError(argument, 'no labels for a GAN without classes', labels);
  if (labels?.length !== count) throw new ArgumentError(argument, `${count} labels`, labels?.length ?? labels);
  const wrong = Array.from(labels).find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong !== undefined) throw new ArgumentError(argument, `classes from 0 to ${classes - 1}`, wrong);
}

/** Throws an {@link ArgumentError} unless the images carry labels for a GAN with this many classes. */
export function checkLabelledData(argument: string, data: ImageDataset, classes: number): void {
  if (classes === 0) return;
  checkDataset(argument, data);
  if (data.labels === undefined) {
    throw new ArgumentError(argument, `images with labels, ${argument}.labels being an Int32Array`, data.labels);
  }
  checkLabels(`${argument}.labels`, data.labels, data.size, classes);
}

function oneHots(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(labels, classes), 'float32') as tf.Tensor2D;
}
