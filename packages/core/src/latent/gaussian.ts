import * as base from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { cholesky } from '../linalg/cholesky';
import { invertLowerTriangular } from '../linalg/invert-lower-triangular';
import type { CodeSampler } from './code-sampler';
import { type Codes, countCodes, countVaryingCodes, rowOf } from './codes';
import { momentsAround, type WeightedMoments } from './weighted-moments';

/**
 * The least share of a dimension's variance that the dimensions before it leave unexplained; less is rounding of float32
 * codes.
 */
const LEAST_PIVOT = 1e-12;

/** Number of rows of the whitening matrix multiplied at once. */
const ROWS = 4;

/**
 * A normal distribution over codes, with full covariance. `fitGaussian` fits one to codes.
 *
 * ```ts
 * const gaussian = new Gaussian([0, 1], [1, 0.5, 0.5, 2]);
 * const codes = gaussian.sample(100, new Rng(1)); // [100, 2]
 * const densities = gaussian.logDensity(await codesOf(codes));
 * ```
 */
export class Gaussian implements CodeSampler {
  /** The latent dimension: the size of the codes that are drawn. */
  readonly latentDim: number;
  /** The mean, [latentDim]. */
  readonly mean: Float64Array;
  /** The covariance, [latentDim, latentDim], row after row. */
  readonly covariance: Float64Array;
  /** The Cholesky factor L of the covariance. */
  private readonly factor: Float64Array;
  /** L⁻¹, padded with zeros to a multiple of four rows; each group of four is stored column after column. */
  private readonly whitening: Float64Array;
  /** The logarithm of the density at the mean. */
  private readonly logPeak: number;
  private readonly centered: Float64Array;

  /**
   * @param mean [latentDim].
   * @param covariance [latentDim, latentDim], row after row.
   * @throws ArgumentError unless the covariance is symmetric and positive definite.
   */
  constructor(mean: ArrayLike<number>, covariance: ArrayLike<number>) {
    const size = base.checkInteger('mean.length', mean?.length, { from: 1 });
    if (covariance?.length !== size * size) {
      throw new base.ArgumentError(
        'covariance',
        `${size * size} numbers, row after row`,
        covariance?.length ?? covariance,
      );
    }
    this.latentDim = size;
    this.mean = Float64Array.from(mean, (value) => base.checkNumber('mean', value));
    this.covariance = Float64Array.from(covariance);
    this.factor = positiveFactor(this.covariance, size);
    const inverse = invertLowerTriangular(this.factor, size);
    const stride = Math.ceil(size / ROWS) * ROWS;
    this.whitening = new Float64Array(stride * stride);
    this.centered = new Float64Array(2 * stride);
    this.logPeak = (-size / 2) * Math.log(2 * Math.PI);
    for (let i = 0; i < size; i++) {
      const group = (i - (i % ROWS)) * stride + (i % ROWS);
      for (let j = 0; j <= i; j++) this.whitening[group + ROWS * j] = inverse[i * size + j];
      this.logPeak += Math.log(inverse[i * size + i]);
    }
  }

  /** Draws `count` codes [count, latentDim]. */
  sample(count: number, rng: base.Rng): tf.Tensor2D {
    const shape: [number, number] = [base.checkInteger('count', count, { from: 1 }), this.latentDim];
    base.kind.rng.read('rng', rng);
    const codes = rng.normals(count * this.latentDim);
    for (let start = 0; start < codes.length; start += this.latentDim) this.color(codes, start);
    return tf.tensor2d(codes, shape);
  }

  /** Returns the natural logarithm of the density at each code, in nats, [n]. */
  logDensity(codes: Codes): Float64Array {
    const count = countCodes('codes', codes, { dimension: this.latentDim });
    const logDensities = new Float64Array(count);
    this.logDensities(codes.values, 0, count, logDensities, new Float64Array(count).fill(-Infinity));
    return logDensities;
  }

  /**
   * Writes the log-densities of `count` codes, from code `first` of `values` on, to `into`. A code whose log-density is
   * below its entry of `least` gets -Infinity, which saves time. Two codes are multiplied with four rows of L⁻¹ at once,
   * since most of the time goes into loading numbers.
   *
   * @internal
   */
  logDensities(values: ArrayLike<number>, first: number, count: number, into: Float64Array, least: Float64Array): void {
    const { latentDim, mean, whitening, centered, logPeak } = this;
    const stride = centered.length / 2;
    for (let i = 0; i < count; i += 2) {
      const j = Math.min(i + 1, count - 1);
      const start = (first + i) * latentDim;
      const otherStart = (first + j) * latentDim;
      for (let k = 0; k < latentDim; k++) {
        centered[2 * k] = values[start + k] - mean[k];
        centered[2 * k + 1] = values[otherStart + k] - mean[k];
      }
      const limit = 2 * (logPeak - least[i]);
      const otherLimit = 2 * (logPeak - least[j]);
      let squared = 0;
      let otherSquared = 0;
      for (let row = 0; row < stride && (squared <= limit || otherSquared <= otherLimit); row += ROWS) {
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        let e = 0;
        let f = 0;
        let g = 0;
        let h = 0;
        const end = 2 * (row + ROWS);
        for (let k = 0, w = row * stride; k < end; k += 2, w += ROWS) {
          const x = centered[k];
          const y = centered[k + 1];
          const p = whitening[w];
          const q = whitening[w + 1];
          const r = whitening[w + 2];
          const s = whitening[w + 3];
          a += p * x;
          b += q * x;
          c += r * x;
          d += s * x;
          e += p * y;
          f += q * y;
          g += r * y;
          h += s * y;
        }
        squared += a * a + b * b + c * c + d * d;
        otherSquared += e * e + f * f + g * g + h * h;
      }
      into[i] = squared > limit ? -Infinity : logPeak - squared / 2;
      into[j] = otherSquared > otherLimit ? -Infinity : logPeak - otherSquared / 2;
    }
  }

  /**
   * Turns the standard normal numbers z from index `start` of `values` on into a code, mean + L z, in place.
   *
   * @internal
   */
  color(values: Float32Array, start: number): void {
    const { latentDim, mean, factor } = this;
    for (let i = latentDim - 1; i >= 0; i--) {
      let sum = mean[i];
      for (let j = 0; j <= i; j++) sum += factor[i * latentDim + j] * values[start + j];
      values[start + i] = sum;
    }
  }
}

/**
 * Returns the Cholesky factor of a covariance. Throws an `ArgumentError` also where only rounding hides that it is
 * singular.
 */
function positiveFactor(covariance: Float64Array, size: number): Float64Array {
  const factor = cholesky(covariance, size);
  for (let i = 0; i < size; i++) {
    if (factor[i * size + i] ** 2 <= LEAST_PIVOT * covariance[i * size + i]) {
      throw new base.ArgumentError('matrix', 'a positive definite matrix', 'a singular one');
    }
  }
  return factor;
}

/** Options of {@link fitGaussian}. */
export interface GaussianOptions {
  /** Added to every variance, at least 0. Default 0, with which codes of singular covariance are refused. */
  readonly regularization?: number;
}

const FIT_GAUSSIAN = {
  regularization: base.optional(base.kind.number({ from: 0 }), 0),
} satisfies base.Description<GaussianOptions>;

/**
 * Fits a normal distribution to codes by maximum likelihood.
 *
 * ```ts
 * const gaussian = fitGaussian(await encodeDataset(model, data));
 * const images = sampleFrom(model, gaussian, 64, new Rng(1));
 * ```
 *
 * @throws ArgumentError if a code is not finite, all codes are equal, or their covariance plus the regularization is
 *   singular, as with fewer codes than dimensions, or with a dimension that is constant or follows from others.
 */
export function fitGaussian(codes: Codes, options: GaussianOptions = {}): Gaussian {
  const { regularization } = base.readOptions('options', options, FIT_GAUSSIAN);
  countVaryingCodes('codes', codes);
  // Around the first code a constant dimension has a variance of exactly 0.
  const mean = momentsAround(rowOf(codes, 0), codes.values).mean();
  return gaussianOf(momentsAround(mean, codes.values), regularization);
}

/** Returns the normal distribution with these moments. Throws an `ArgumentError` that asks for more regularization. */
export function gaussianOf(moments: WeightedMoments, regularization: number, subject = 'the codes'): Gaussian {
  try {
    return new Gaussian(moments.mean(), moments.covariance(regularization));
  } catch (error) {
    if (!(error instanceof base.ArgumentError)) throw error;
    throw new base.ArgumentError(
      'regularization',
      `more, since the covariance of ${subject} is singular`,
      regularization,
    );
  }
}
