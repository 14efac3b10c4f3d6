import { checkInteger } from '@ae-lab/base';
import { symmetricEigen } from '../linalg/symmetric-eigen';
import { type Codes, countCodes } from './codes';

/**
 * Projects codes onto their first `axes` principal axes, the orthogonal directions in which they vary most, around their
 * mean: a map of the latent space in `axes` dimensions. Its first axis has the largest variance.
 *
 * ```ts
 * const { values } = projectOnPrincipalAxes(await encodeDataset(model, data)); // x and y of each image, row by row
 * ```
 *
 * @throws ArgumentError if a code is not finite, or `axes` is not from 1 to the dimension of the codes.
 */
export function projectOnPrincipalAxes(codes: Codes, axes = 2): Codes<Float64Array> {
  const count = countCodes('codes', codes);
  const { values, dimension } = codes;
  checkInteger('axes', axes, { from: 1, to: dimension });
  const mean = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) mean[i % dimension] += values[i] / count;
  const centered = Float64Array.from(values, (value, i) => value - mean[i % dimension]);
  const { vectors } = symmetricEigen(scatterMatrix(centered, dimension), dimension);
  const projected = new Float64Array(count * axes);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < axes; axis++) {
      for (let j = 0; j < dimension; j++) {
        projected[i * axes + axis] += centered[i * dimension + j] * vectors[axis * dimension + j];
      }
    }
  }
  return { values: projected, dimension: axes };
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
