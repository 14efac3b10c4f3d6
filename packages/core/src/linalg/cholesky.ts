import { ArgumentError } from '@ae-lab/base';
import { CholeskyDecomposition } from 'ml-matrix';
import { symmetricMatrix } from './symmetric-matrix';

/**
 * Returns the lower triangular L [size, size] with L · Lᵀ = `matrix`, both in row-major order.
 *
 * @throws ArgumentError unless the matrix is symmetric, up to float32 rounding, and positive definite.
 */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array {
  const decomposition = new CholeskyDecomposition(symmetricMatrix(matrix, size));
  if (!decomposition.isPositiveDefinite())
    throw new ArgumentError('matrix', 'a positive definite matrix', 'one that is not');
  return Float64Array.from(decomposition.lowerTriangularMatrix.to1DArray());
}
