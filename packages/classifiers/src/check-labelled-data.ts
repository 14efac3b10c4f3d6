import { ArgumentError, type ImageDataset, type ImageShape } from '@ae-lab/core';
import { checkDataset, checkImageShape } from '@ae-lab/core/internal';

/**
 * Throws an {@link ArgumentError} unless `data` has images of the given shape and labels in [0, classes). It may have fewer
 * classes than the classifier.
 */
export function checkLabelledData(argument: string, data: ImageDataset, imageShape: ImageShape, classes: number): void {
  checkDataset(argument, data);
  checkImageShape(`${argument}.imageShape`, data.imageShape, imageShape);
  const { labels, size } = data;
  if (!(labels instanceof Int32Array) || labels.length !== size) {
    const expected = `images with labels, ${argument}.labels being an Int32Array of ${size}`;
    throw new ArgumentError(argument, expected, labels?.length ?? labels);
  }
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined) throw new ArgumentError(`${argument}.labels`, `classes from 0 to ${classes - 1}`, wrong);
}
