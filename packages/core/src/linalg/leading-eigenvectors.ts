import { checkInteger, Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { Matrix } from 'ml-matrix';
import { readTensors } from '../read-tensors';
import { cholesky } from './cholesky';
import { gramMatrix } from './gram-matrix';
import { invertLowerTriangular } from './invert-lower-triangular';
import { orient, type SymmetricEigen, symmetricEigen } from './symmetric-eigen';

/** Residuals and eigenvalues below this fraction of the largest eigenvalue are the rounding of float32 products. */
const ROUNDING = 1e-5;

/** The largest tilt of an eigenvector of the first half, in radians. */
const TILT = 1e-3;

/** The largest error of the sum of the eigenvalues, as a fraction of it. */
const LOSS = 1e-5;

/** The largest ratio between the amplifications of two eigenvectors by a filter, so that float32 keeps both. */
const RANGE = 1e4;

/** The number of products with the matrix after which no more are tried. */
const PRODUCTS = 40;

/**
 * Returns the `count` largest eigenvalues of a positive semidefinite matrix, such as a covariance, and their eigenvectors, in the
 * form of {@link symmetricEigen}. The matrix is known only by its products with a block of vectors, often five of them, so that it
 * need not fit into memory.
 *
 * The sum of the eigenvalues is right to about 1e-5 of it, each eigenvector of the first half to about 1e-3. After 40 products
 * eigenvalues that still cannot be told apart stay mixed. Those below 1e-5 of the largest are 0 up to the rounding of float32
 * products. Results are the same in every run. If `count` is above a third of `size`, all eigenvalues are computed.
 *
 * A block of more than `count` random vectors (Halko et al. 2011, "Finding structure with randomness", arXiv:0909.4061v2) is
 * multiplied by Chebyshev polynomials of the matrix, which damp the eigenvectors of eigenvalues below those of the block (Zhou et
 * al. 2006, "Self-consistent-field calculations using Chebyshev-filtered subspace iteration").
 *
 * @param multiply returns the products of the matrix with vectors, [n, size] from [n, size], row by row.
 * @throws ArgumentError unless `count` is from 1 to `size`.
 */
export async function leadingEigenvectors(
  multiply: (vectors: Float32Array) => Promise<ArrayLike<number>>,
  size: number,
  count: number,
): Promise<SymmetricEigen> {
  checkInteger('count', count, { from: 1, to: checkInteger('size', size, { from: 1 }) });
  const block = Math.ceil(1.5 * count) + 10;
  if (2 * block > size) {
    const identity = new Float32Array(size * size);
    for (let i = 0; i < size; i++) identity[i * size + i] = 1;
    const { values, vectors } = symmetricEigen(await multiply(identity), size);
    return { values: values.slice(0, count), vectors: vectors.slice(0, count * size) };
  }
  let vectors = new Rng(1).normals(block * size);
  for (let products = 1; ; products++) {
    const basis = await nearlyOrthonormal(vectors, size);
    const ritz = await rayleighRitz(basis, new Float32Array(await multiply(basis)), size);
    const { values } = ritz;
    if (products >= PRODUCTS || isAccurate(ritz, count)) {
      const leading = new Float64Array(ritz.vectors.subarray(0, count * size));
      for (let i = 0; i < count; i++) orient(leading.subarray(i * size, (i + 1) * size));
      return { values: values.slice(0, count), vectors: leading };
    }
    // The polynomials are in [-1, 1] from 0 to `upper`, which lies below the copies if copies of one eigenvalue fill the block.
    const [largest, least] = [values[0], values[block - 1]];
    const upper = Math.max(ROUNDING * largest, least > 0.99 * values[count - 1] ? 0.9 * least : least);
    const radius = upper / 2;
    const degree = Math.max(1, Math.floor(Math.log(RANGE) / Math.acosh(largest / radius - 1)));
    let previous = ritz.vectors;
    vectors = ritz.images.map((image, i) => image / radius - previous[i]);
    for (let d = 1; d < degree; d++, products++) {
      const images = await multiply(vectors);
      const next = vectors.map((value, i) => 2 * (images[i] / radius - value) - previous[i]);
      [previous, vectors] = [vectors, next];
    }
  }
}

/** Eigenvalues and eigenvectors within the span of a basis, the products of these vectors with the matrix, and residuals. */
interface Ritz {
  readonly values: Float64Array;
  readonly vectors: Float32Array;
  readonly images: Float32Array;
  /** |A v - λ v| of each vector. */
  readonly residuals: Float32Array;
}

/** Approximates eigenvectors by those within the span of a basis, which need not be orthonormal (Rayleigh and Ritz). */
async function rayleighRitz(basis: Float32Array, images: Float32Array, size: number): Promise<Ritz> {
  const count = basis.length / size;
  const [gram, energy] = await readTensors(() => {
    const rows = tf.tensor2d(basis, [count, size]);
    return [tf.matMul(rows, rows, false, true), tf.matMul(rows, tf.tensor2d(images, [count, size]), false, true)];
  });
  const whitening = square(invertLowerTriangular(cholesky(gram, count), count), count);
  const whitened = whitening.mmul(square(energy, count)).mmul(whitening.transpose());
  const { values, vectors: axes } = symmetricEigen(whitened.to1DArray(), count);
  const coefficients = square(axes, count).mmul(whitening).to1DArray();
  const [vectors, products, residuals] = await readTensors(() => {
    const rotation = tf.tensor2d(coefficients, [count, count]);
    const rotated = tf.matMul(rotation, tf.tensor2d(basis, [count, size]));
    const rotatedImages = tf.matMul(rotation, tf.tensor2d(images, [count, size]));
    const scaled = tf.mul(rotated, tf.tensor2d(Float32Array.from(values), [count, 1]));
    return [rotated, rotatedImages, tf.norm(tf.sub(rotatedImages, scaled), 'euclidean', 1)];
  });
  return { values, vectors, images: products, residuals };
}

/** Makes vectors orthonormal up to float32 rounding and their condition: by the Cholesky factor of their products in float64. */
async function nearlyOrthonormal(vectors: Float32Array, size: number): Promise<Float32Array> {
  const count = vectors.length / size;
  const whitening = invertLowerTriangular(cholesky(gramMatrix(vectors, size), count), count);
  const [basis] = await readTensors(() => [
    tf.matMul(tf.tensor2d(Float32Array.from(whitening), [count, count]), tf.tensor2d(vectors, [count, size])),
  ]);
  return basis;
}

function square(elements: ArrayLike<number>, size: number): Matrix {
  return Matrix.from1DArray(size, size, Array.from(elements));
}

/** Estimates the errors from the residuals and the distances to the eigenvalues that the block leaves out (Kato and Temple). */
function isAccurate({ values, residuals }: Ritz, count: number): boolean {
  const [largest, least] = [values[0], values[values.length - 1]];
  let [sum, loss] = [0, 0];
  for (let i = 0; i < count; i++) {
    sum += values[i];
    if (residuals[i] <= ROUNDING * largest) continue;
    const tilt = residuals[i] / (values[i] - least);
    if (2 * i < count && tilt > TILT) return false;
    loss += tilt * residuals[i];
  }
  return loss <= LOSS * sum;
}
