import { ArgumentError, checkDataset, type ImageDataset } from '@ae-lab/core';
import { cast, concat, mul, oneHot, sum, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/** Codes [n, latentDim] with their labels behind them, one-hot: [n, latentDim + classes]; as they are without classes. */
export function withLabels(codes: Tensor2D, labels: Tensor1D | undefined, classes: number): Tensor2D {
  return labels === undefined ? codes : concat([codes, oneHots(labels, classes)], 1);
}

/** Of logits [n, classes] the one of each image's label, [n]; logits as they are without classes. */
export function logitOfLabel(logits: Tensor2D, labels: Tensor1D | undefined): Tensor {
  return labels === undefined ? logits : sum(mul(logits, oneHots(labels, logits.shape[1])), 1);
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

function oneHots(labels: Tensor1D, classes: number): Tensor2D {
  return cast(oneHot(labels, classes), 'float32') as Tensor2D;
}
