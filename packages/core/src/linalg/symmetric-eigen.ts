import { EigenvalueDecomposition } from 'ml-matrix';
import { symmetricMatrix } from './symmetric-matrix';

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** The eigenvalues, in descending order. */
  readonly values: Float64Array;
  /** `[size, size]`: each row is an eigenvector, of length 1 and with its component of the largest magnitude positive. */
  readonly vectors: Float64Array;
}

/**
 * Returns the eigenvalues and eigenvectors of a symmetric matrix of `size` x `size` elements, in row-major order, by Householder
 * tridiagonalisation and implicit QL. Asymmetry from float32 rounding is averaged out.
 *
 * @throws ArgumentError for more asymmetry, or for elements that are not finite.
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetricMatrix(matrix, size), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j] - realEigenvalues[i]);
  const vectors = new Float64Array(size * size);
  order.forEach((column, row) => {
    vectors.set(eigenvectorMatrix.getColumn(column), row * size);
    orient(vectors.subarray(row * size, (row + 1) * size));
  });
  return { values: Float64Array.from(order, (i) => realEigenvalues[i]), vectors };
}

/** Negates an eigenvector, in place, unless its component of the largest magnitude is positive. */
export function orient(vector: Float64Array): void {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  if (largest < 0)
    vector.forEach((value, i) => {
      vector[i] = -value;
    });
}
