import { ArgumentError } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** Returns codes [n, latentDim] followed by their one-hot labels, [n, latentDim + classes]; the same codes without labels. */
export function appendLabels(codes: tf.Tensor2D, labels: tf.Tensor1D | undefined, classes: number): tf.Tensor2D {
  return labels === undefined ? codes : tf.concat([codes, oneHots(labels, classes)], 1);
}

/** Returns the logit of each image's label, [n], from logits [n, classes]; the same logits without labels. */
export function logitOfLabel(logits: tf.Tensor2D, labels: tf.Tensor1D | undefined): tf.Tensor {
  return labels === undefined ? logits : tf.sum(tf.mul(logits, oneHots(labels, logits.shape[1])), 1);
}

/** Throws an {@link ArgumentError} unless there is one label for each of `count` images, and every label is a class of the GAN. */
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

function oneHots(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(labels, classes), 'float32') as tf.Tensor2D;
}
