import { ArgumentError, checkInteger } from '@ae-lab/base';
import { type Codes, countCodes } from './codes';

/**
 * Returns the mean code of each class: `classes` codes, in the order of the classes.
 *
 * @param labels the class of each code, in [0, classes), [n].
 * @throws ArgumentError if labels do not fit the codes or classes, a class has no code, or a code is not finite.
 */
export function classCentroids(codes: Codes, labels: ArrayLike<number>, classes: number): Codes<Float64Array> {
  checkInteger('classes', classes, { from: 1 });
  const count = countCodes('codes', codes);
  if (labels?.length !== count) {
    throw new ArgumentError('labels', `one for each of ${count} codes`, labels?.length ?? labels);
  }
  const { values, dimension } = codes;
  const counts = new Int32Array(classes);
  const sums = new Float64Array(classes * dimension);
  for (let i = 0; i < count; i++) {
    const label = checkInteger(`labels[${i}]`, labels[i], { from: 0, to: classes - 1 });
    counts[label]++;
    for (let j = 0; j < dimension; j++) sums[label * dimension + j] += values[i * dimension + j];
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) throw new ArgumentError('labels', 'at least one of each class', `none of class ${empty}`);
  return { values: sums.map((sum, i) => sum / counts[Math.floor(i / dimension)]), dimension };
}
