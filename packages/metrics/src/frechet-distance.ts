import type { Codes } from '@ae-lab/core';
import { gramMatrix, symmetricEigenvalues } from '@ae-lab/core/internal';
import { checkSamples } from './check-samples';
import { momentsOf } from './moments';

/** With fewer codes per dimension, chance alone adds more than about 5 % of the total variance of the features. */
const CODES_PER_DIMENSION = 10;
/** Variances below this share of the largest are the rounding of float32 features. */
const RESOLUTION = 1e-12;

/** The result of {@link frechetDistance}: the distance and its two parts. */
export interface FrechetDistance {
  /** The sum of both parts, at least 0 apart from rounding, in squared units of the features. Lower is better. */
  readonly distance: number;
  /** The squared distance of the means, |μ₁ - μ₂|². */
  readonly ofMeans: number;
  /** The distance of the covariances, tr(Σ₁ + Σ₂ - 2 (Σ₁^½ Σ₂ Σ₁^½)^½). */
  readonly ofCovariances: number;
  /**
   * The ranks of Σ₁ and Σ₂: numbers of directions in which samples and reference vary. They are the numbers of features whose
   * variance, beyond what the features before explain, is above 1e-12 of the largest variance. Ranks below the dimension mean
   * singular covariances.
   */
  readonly ranks: readonly [samples: number, reference: number];
  /** Reasons to distrust the distance: few codes, or samples that vary in less than half as many directions as the reference. */
  readonly warnings: readonly string[];
}

/**
 * Returns the Fréchet distance between the normal distributions of two sets of features (Dowson and Landau 1982; on the features of
 * a network, Heusel et al. 2017, "GANs trained by a two time-scale update rule converge to a local Nash equilibrium",
 * arXiv:1706.08500v6, equation 6):
 *
 *     |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁^½ Σ₂ Σ₁^½)^½)
 *
 * with covariances over n - 1, in float64. The trace of the root is the sum of the singular values of L₁ᵀ L₂ for Cholesky factors
 * Σ = L Lᵀ. It is also exact for singular covariances, such as those of constant features.
 *
 * Unit: that of the features, squared. Range: at least 0. Lower is better. It has an upward bias that shrinks as 1 / n, so compare
 * distances only of equal numbers of samples and of the same extractor with the same weights.
 *
 * @param samples features of the generated images. The distance is symmetric.
 * @param reference features of real images, preferably as many.
 * @throws ArgumentError if the features have different dimensions or values that are not finite, or if a set has no more codes
 * than dimensions. Fewer than ten times as many cause a warning.
 */
export function frechetDistance(samples: Codes, reference: Codes): FrechetDistance {
  const { dimension } = samples;
  const [sampleCount, referenceCount] = checkSamples(samples, reference, dimension + 1);
  const [first, second] = [momentsOf(samples), momentsOf(reference)];
  const factors = [first, second].map(({ covariance }) => semidefiniteFactor(covariance, dimension));
  const variances = [first, second].map(({ covariance }) => diagonalOf(covariance, dimension));
  const ofMeans = first.mean.reduce((sum, value, i) => sum + (value - second.mean[i]) ** 2, 0);
  // Rounding may leave the distance of equal covariances just below 0.
  const ofCovariances = Math.max(
    0,
    total(variances[0]) + total(variances[1]) - 2 * traceOfRoot(factors[0], factors[1], dimension),
  );
  const least = RESOLUTION * Math.max(...variances[0], ...variances[1]);
  const rankOf = (factor: Float64Array) =>
    diagonalOf(factor, dimension).filter((deviation) => deviation ** 2 > least).length;
  const ranks = [rankOf(factors[0]), rankOf(factors[1])] as const;
  const warnings = [
    ...warningsOfCount('samples', sampleCount, dimension),
    ...warningsOfCount('reference', referenceCount, dimension),
  ];
  if (ranks[0] < ranks[1] / 2) {
    warnings.push(
      `samples: they vary in ${ranks[0]} directions, the reference in ${ranks[1]}; they may have collapsed.`,
    );
  }
  return { distance: ofMeans + ofCovariances, ofMeans, ofCovariances, ranks, warnings };
}

/** Returns tr (A^½ B A^½)^½ for A = L Lᵀ and B = M Mᵀ, by the eigenvalues of Lᵀ M Mᵀ L, which are those of A^½ B A^½. */
function traceOfRoot(l: Float64Array, m: Float64Array, size: number): number {
  const product = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const row = m.subarray(k * size, k * size + k + 1);
    for (let i = 0; i <= k; i++) {
      const factor = l[k * size + i];
      for (let j = 0; j <= k; j++) product[i * size + j] += factor * row[j];
    }
  }
  const squares = symmetricEigenvalues(gramMatrix(product, size), size);
  return total(squares.map((square) => Math.sqrt(Math.max(0, square))));
}

/** Returns a lower triangular L with L Lᵀ = `matrix`. Its columns are 0 where the matrix has no further rank (Cholesky). */
function semidefiniteFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j];
      for (let k = 0; k < j; k++) rest -= factor[i * size + k] * factor[j * size + k];
      const pivot = factor[j * size + j];
      if (j < i) factor[i * size + j] = pivot > 0 ? rest / pivot : 0;
      else if (rest > size * Number.EPSILON * matrix[i * size + i]) factor[i * size + i] = Math.sqrt(rest);
    }
  }
  return factor;
}

function warningsOfCount(name: string, count: number, dimension: number): string[] {
  const sensible = CODES_PER_DIMENSION * dimension;
  if (count >= sensible) return [];
  return [
    `${name}: ${count} codes; the distance of fewer than ${sensible}, ten per dimension, is much too large by chance.`,
  ];
}

function diagonalOf(matrix: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => matrix[i * (size + 1)]);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
