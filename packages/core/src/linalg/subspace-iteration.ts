import { Rng, WorkPacer } from '@ae-lab/base';
import { productWithTranspose } from './product-with-transpose';
import { orient, type SymmetricEigen, symmetricEigen } from './symmetric-eigen';

/** The largest residual |A v - λ v| of an eigenvector, as a fraction of the largest eigenvalue. */
const TOLERANCE = 1e-10;

/** Eigenvalues below this fraction of the largest are 0 up to the rounding of float32 sums: any vectors will do for them. */
const ROUNDING = 1e-5;

/** The largest ratio between the amplifications of two eigenvectors by a filter, so that float64 keeps both. */
const RANGE = 1e10;

/** The number of products with vectors per row of the matrix that may be tried: less work than the full decomposition. */
const PRODUCTS = 6;

/**
 * Returns the `count` largest eigenvalues of a positive semidefinite matrix [size, size], in row-major order, and their
 * eigenvectors, in a time proportional to size² · count and with turns of the event loop. Residuals |A v - λ v| are at most 1e-10
 * of the largest eigenvalue, or 1e-5 for eigenvalues below 1e-5 of it. Returns undefined where the full decomposition is better:
 * for a large `count`, a negative eigenvalue, or no convergence.
 *
 * A block of more than `count` vectors is multiplied by Chebyshev polynomials of the matrix, which damp the eigenvectors of
 * eigenvalues below those of the block (Rutishauser 1970, "Simultaneous iteration method for symmetric matrices"; Zhou et al. 2006,
 * "Self-consistent-field calculations using Chebyshev-filtered subspace iteration").
 */
export async function subspaceIteration(
  matrix: Float64Array,
  size: number,
  count: number,
): Promise<SymmetricEigen | undefined> {
  const block = Math.ceil(1.5 * count) + 10;
  if (4 * block > size) return undefined;
  const pacer = new WorkPacer();
  let vectors: Float64Array = Float64Array.from(new Rng(1).normals(block * size));
  for (let products = 0; products < PRODUCTS * size; ) {
    // Rayleigh and Ritz: the eigenvectors within the span of the block, and their products with the matrix.
    const basis = await orthonormal(vectors, size, pacer);
    const images = await productWithTranspose(basis, matrix, size, pacer);
    const { values, vectors: axes } = symmetricEigen(await productWithTranspose(basis, images, size, pacer), block);
    let previous = await productWithTranspose(axes, transpose(basis, size), block, pacer);
    let current = await productWithTranspose(axes, transpose(images, size), block, pacer);

    const [largest, least] = [values[0], values[block - 1]];
    if (least < -ROUNDING * largest) return undefined;
    const leading = previous.slice(0, count * size);
    const residuals = rowsOf(
      leading.map((value, i) => current[i] - values[Math.floor(i / size)] * value),
      size,
    ).map(norm);
    const converged = (residual: number, i: number) =>
      residual <= (values[i] < ROUNDING * largest ? ROUNDING : TOLERANCE) * largest;
    if (residuals.every(converged)) {
      rowsOf(leading, size).forEach(orient);
      return { values: values.slice(0, count), vectors: leading };
    }

    // The polynomials are in [-1, 1] from `lower` to `upper`, which lies below the copies if copies of one eigenvalue fill the block.
    const lower = -ROUNDING * largest;
    const upper = Math.max(0, least > 0.99 * values[count - 1] ? 0.9 * least : least);
    const [center, radius] = [(upper + lower) / 2, (upper - lower) / 2];
    const degree = Math.max(1, Math.floor(Math.log(RANGE) / Math.acosh((largest - center) / radius)));
    current = current.map((image, i) => (image - center * previous[i]) / radius);
    for (let d = 1; d < degree; d++) {
      const next = await productWithTranspose(current, matrix, size, pacer);
      for (let i = 0; i < next.length; i++) {
        next[i] = (2 * (next[i] - center * current[i])) / radius - previous[i];
      }
      [previous, current] = [current, next];
    }
    products += degree * block;
    vectors = current;
  }
  return undefined;
}

function rowsOf(matrix: Float64Array, width: number): Float64Array[] {
  return Array.from({ length: matrix.length / width }, (_, i) => matrix.subarray(i * width, (i + 1) * width));
}

/** Orthonormalises rows by Gram and Schmidt, again for a row that lost most of its length, since rounding then leaves overlaps. */
async function orthonormal(vectors: Float64Array, size: number, pacer: WorkPacer): Promise<Float64Array> {
  const basis = vectors.slice();
  const rows = rowsOf(basis, size);
  for (const [count, row] of rows.entries()) {
    let [before, length] = [0, norm(row)];
    do {
      before = length;
      for (let other = 0; other < count; other++) subtract(row, rows[other], dot(rows[other], row));
      length = norm(row);
    } while (length < before / 2);
    for (let i = 0; i < size; i++) row[i] /= length;
    await pacer.pause();
  }
  return basis;
}

function transpose(matrix: Float64Array, width: number): Float64Array {
  const height = matrix.length / width;
  return matrix.map((_, i) => matrix[(i % height) * width + Math.floor(i / height)]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= times * vector[i];
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
