import { checkInteger } from '../check';
import { ArgumentError } from '../errors';
import { symmetricEigen } from '../linalg/symmetric-eigen';

/**
 * The coordinates of points along the `axes` orthogonal directions in which they vary most, around their mean: a map of
 * latent codes, say.
 *
 * @param points [n, dimension], row by row.
 * @returns [n, axes], row by row; the first axis has the largest variance.
 */
export function projectOnPrincipalAxes(points: ArrayLike<number>, dimension: number, axes = 2): Float64Array {
  checkInteger('dimension', dimension, 1);
  checkInteger('axes', axes, 1, dimension);
  const count = points.length / dimension;
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError('points', `a positive multiple of ${dimension} numbers`, points.length);
  }
  const mean = new Float64Array(dimension);
  for (let i = 0; i < points.length; i++) mean[i % dimension] += points[i] / count;
  const centered = Float64Array.from(points, (value, i) => value - mean[i % dimension]);
  const { vectors } = symmetricEigen(scatterMatrix(centered, dimension), dimension);
  const projected = new Float64Array(count * axes);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < axes; axis++) {
      for (let j = 0; j < dimension; j++) {
        projected[i * axes + axis] += centered[i * dimension + j] * vectors[axis * dimension + j];
      }
    }
  }
  return projected;
}

function scatterMatrix(centered: Float64Array, dimension: number): Float64Array {
  const matrix = new Float64Array(dimension * dimension);
  for (let start = 0; start < centered.length; start += dimension) {
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j < dimension; j++) matrix[i * dimension + j] += centered[start + i] * centered[start + j];
    }
  }
  return matrix;
}
