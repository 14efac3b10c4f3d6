import { ArgumentError, kind } from '@ae-lab/core';
import { checkArray } from './check-array';

/** One class index per image or code. A data set without labels has none, which is refused where they are needed. */
export type Labels = ArrayLike<number> | undefined;

/** Number of classes that an Int32Array can hold. */
const MOST_CLASSES = 2 ** 31;

/** Copies the labels. Throws an {@link ArgumentError} unless there are `count`, all of them whole numbers in [0, classes). */
export function checkLabels(argument: string, labels: Labels, count: number, classes = MOST_CLASSES): Int32Array {
  if (labels !== undefined) checkArray(argument, labels);
  if (labels?.length !== count) {
    throw new ArgumentError(argument, `${count} class indices`, labels && `${labels.length} of them`);
  }
  const label = kind.integer({ from: 0, to: classes - 1 });
  return Int32Array.from(labels, (value, i) => label.read(`${argument}[${i}]`, value));
}

/** Counts the labels. Throws an {@link ArgumentError} if there is none. */
export function countLabels(labels: Labels): number {
  if (labels !== undefined) checkArray('labels', labels);
  if (!labels?.length) throw new ArgumentError('labels', 'at least one class index', labels && 'none');
  return labels.length;
}
