import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { checkInteger } from '../check';
import { ArgumentError } from '../errors';
import { readCodes } from './read-codes';

/**
 * The mean of each class's codes, [classes, latentDim].
 *
 * @param codes [n, latentDim].
 * @param labels the class of each code, in [0, classes), [n].
 * @throws ArgumentError if labels do not fit the codes or classes, a class has no code, or a code is not finite.
 */
export async function classCentroids(codes: Tensor2D, labels: ArrayLike<number>, classes: number): Promise<Tensor2D> {
  checkInteger('classes', classes, 1);
  const { values, count, latentDim } = await readCodes('codes', codes);
  if (labels.length !== count) throw new ArgumentError('labels', `one for each of ${count} codes`, labels.length);
  const counts = new Int32Array(classes);
  const sums = new Float64Array(classes * latentDim);
  for (let i = 0; i < count; i++) {
    const label = checkInteger(`labels[${i}]`, labels[i], 0, classes - 1);
    counts[label]++;
    for (let j = 0; j < latentDim; j++) sums[label * latentDim + j] += values[i * latentDim + j];
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) throw new ArgumentError('labels', 'at least one of each class', `none of class ${empty}`);
  const means = Float32Array.from(sums, (sum, i) => sum / counts[Math.floor(i / latentDim)]);
  return tensor2d(means, [classes, latentDim]);
}
