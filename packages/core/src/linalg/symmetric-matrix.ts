import { ArgumentError, checkInteger } from '@ae-lab/base';
import { Matrix } from 'ml-matrix';

/** The largest asymmetry that counts as float32 rounding, as a fraction of the largest element. */
const TOLERANCE = 1e-4;

/**
 * Returns the mean of a matrix, given in row-major order, and its transpose.
 *
 * @throws ArgumentError unless the matrix is symmetric up to rounding and all elements are finite.
 */
export function symmetricMatrix(elements: ArrayLike<number>, size: number): Matrix {
  checkInteger('size', size, { from: 1 });
  if (elements.length !== size * size) {
    throw new ArgumentError('matrix', `${size} x ${size} elements`, elements.length);
  }
  let largest = 0;
  for (let i = 0; i < elements.length; i++) {
    if (!Number.isFinite(elements[i])) throw new ArgumentError('matrix', 'finite elements', elements[i]);
    largest = Math.max(largest, Math.abs(elements[i]));
  }
  const matrix = new Matrix(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const [element, mirrored] = [elements[row * size + column], elements[column * size + row]];
      if (Math.abs(element - mirrored) > TOLERANCE * largest) {
        throw new ArgumentError('matrix', 'a symmetric matrix', `${element} and ${mirrored} at ${row}, ${column}`);
      }
      matrix.set(row, column, (element + mirrored) / 2);
      matrix.set(column, row, (element + mirrored) / 2);
    }
  }
  return matrix;
}
