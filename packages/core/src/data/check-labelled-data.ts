import { ArgumentError } from '@ae-lab/base';
import { checkDataset } from '../check';
import type { ImageDataset } from './dataset';

/**
 * Throws an {@link ArgumentError} that names the argument unless `data` is a data set with a label in [0, classes) for every
 * image. It may have fewer classes than the model.
 */
export function checkLabelledData(argument: string, data: ImageDataset, classes: number): void {
  checkDataset(argument, data);
  const { labels, size } = data;
  if (!(labels instanceof Int32Array) || labels.length !== size) {
    const expected = `images with labels, ${argument}.labels being an Int32Array of ${size}`;
    throw new ArgumentError(argument, expected, labels?.length ?? labels);
  }
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined) throw new ArgumentError(`${argument}.labels`, `classes from 0 to ${classes - 1}`, wrong);
}
