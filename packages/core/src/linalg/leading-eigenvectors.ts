import { checkInteger } from '@ae-lab/base';
import { subspaceIteration } from './subspace-iteration';
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigen';
import { symmetricMatrix } from './symmetric-matrix';

/**
 * The first `count` of what {@link symmetricEigen} gives. A few of a positive semidefinite matrix, such as a covariance, are
 * found sooner than all, with turns of the event loop. Their residuals |A v - λ v| are at most 1e-10 of the largest eigenvalue,
 * those of eigenvalues below 1e-5 of it, which are 0 but for the rounding of float32 sums, at most 1e-5.
 *
 * @throws ArgumentError for what `symmetricEigen` refuses, or unless `count` is from 1 to `size`.
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
