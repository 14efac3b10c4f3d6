import { ArgumentError } from '@ae-lab/base';
import { CholeskyDecomposition } from 'ml-matrix';
import { symmetricMatrix } from './symmetric-matrix';

/**
 * The lower triangular L [size, size] with L · Lᵀ = `matrix`, both row after row. Throws an {@link ArgumentError} unless the
 * matrix is symmetric (but for float32 rounding) and positive definite.
 */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array {
  const decomposition = new CholeskyDecomposition(symmetricMatrix(matrix, size));
  if (!decomposition.isPositiveDefinite())
    throw new ArgumentError('matrix', 'a positive definite matrix', 'another one');
  return Float64Array.from(decomposition.lowerTriangularMatrix.to1DArray());
}
