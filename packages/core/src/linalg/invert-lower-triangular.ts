/**
 * Returns the inverse of a lower triangular matrix [size, size], in row-major order, by forward substitution. It is lower
 * triangular too. Elements above the diagonal are not read; none on the diagonal may be 0.
 */
export function invertLowerTriangular(matrix: ArrayLike<number>, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const pivot = matrix[row * size + row];
    for (let column = 0; column <= row; column++) {
      let sum = row === column ? 1 : 0;
      for (let k = column; k < row; k++) sum -= matrix[row * size + k] * inverse[k * size + column];
      inverse[row * size + column] = sum / pivot;
    }
  }
  return inverse;
}
