import { ArgumentError, checkImageShape, type ImageDataset, type ImageShape } from '@ae-lab/core';

/**
 * Throws an {@link ArgumentError} unless `data` has images of the given shape and labels in [0, classes). It may have fewer
 * classes than the classifier.
 */
export function checkLabelledData(argument: string, data: ImageDataset, imageShape: ImageShape, classes: number): void {
  checkImageShape(`${argument}.imageShape`, data.imageShape, imageShape);
  if (data.labels === undefined) throw new ArgumentError(argument, 'images with labels', 'images without');
  const wrong = data.labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined) throw new ArgumentError(`${argument}.labels`, `classes from 0 to ${classes - 1}`, wrong);
}
