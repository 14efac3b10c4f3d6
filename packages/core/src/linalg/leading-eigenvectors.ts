import { checkInteger } from '@ae-lab/base';
import { subspaceIteration } from './subspace-iteration';
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigen';
import { symmetricMatrix } from './symmetric-matrix';

/**
 * Returns the `count` largest eigenvalues of a symmetric matrix and their eigenvectors, in the form of {@link symmetricEigen}.
 *
 * A few of a positive semidefinite matrix, such as a covariance, take less time than all of them, and the event loop gets turns.
 * Their residuals |A v - λ v| are at most 1e-10 of the largest eigenvalue. Eigenvalues below 1e-5 of it are 0 up to the rounding
 * of float32 sums; their residuals are at most 1e-5 of it.
 *
 * @throws ArgumentError for a matrix that `symmetricEigen` refuses, or unless `count` is from 1 to `size`.
 */
export async function leadingEigenvectors(
  matrix: ArrayLike<number>,
  size: number,
  count: number,
): Promise<SymmetricEigen> {
  checkInteger('count', count, { from: 1, to: checkInteger('size', size, { from: 1 }) });
  const symmetric = Float64Array.from(symmetricMatrix(matrix, size).to1DArray());
  const found = await subspaceIteration(symmetric, size, count);
  if (found !== undefined) return found;
  const { values, vectors } = symmetricEigen(symmetric, size);
  return { values: values.slice(0, count), vectors: vectors.slice(0, count * size) };
}
