import type { Codes } from '@ae-lab/core';
import { type SymmetricEigen, symmetricEigen } from '@ae-lab/core/internal';
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
  /** The ranks of Σ₁ and Σ₂: numbers of directions in which samples and reference vary. Ranks below the dimension mean singular covariances. */
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
 * with covariances over n - 1, in float64, and roots by eigenvalues. It is also exact for singular covariances, such as those of
 * constant features.
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
  const eigen = symmetricEigen(first.covariance, dimension);
  const referenceEigen = symmetricEigen(second.covariance, dimension);
  const ofMeans = first.mean.reduce((sum, value, i) => sum + (value - second.mean[i]) ** 2, 0);
  const variances = total(eigen.values) + total(referenceEigen.values);
  // Rounding may leave the distance of equal covariances just below 0.
  const ofCovariances = Math.max(0, variances - 2 * traceOfRoot(eigen, second.covariance));
  const largest = Math.max(eigen.values[0], referenceEigen.values[0]);
  const ranks = [rankOf(eigen, largest), rankOf(referenceEigen, largest)] as const;
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

/** Returns tr (A^½ B A^½)^½ for A = Vᵀ Λ V, by the eigenvalues of Λ^½ V B Vᵀ Λ^½, which are those of A^½ B A^½. */
function traceOfRoot({ values, vectors }: SymmetricEigen, b: Float64Array): number {
  const size = values.length;
  const scaled = vectors.map((value, i) => value * Math.sqrt(Math.max(0, values[Math.floor(i / size)])));
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const image = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) image[k] += scaled[i * size + j] * b[j * size + k];
    }
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += image[k] * scaled[j * size + k];
      product[i * size + j] = product[j * size + i] = sum;
    }
  }
  return total(symmetricEigen(product, size).values.map((value) => Math.sqrt(Math.max(0, value))));
}

function warningsOfCount(name: string, count: number, dimension: number): string[] {
  const sensible = CODES_PER_DIMENSION * dimension;
  if (count >= sensible) return [];
  return [
    `${name}: ${count} codes; the distance of fewer than ${sensible}, ten per dimension, is much too large by chance.`,
  ];
}

function rankOf({ values }: SymmetricEigen, largest: number): number {
  return values.filter((variance) => variance > RESOLUTION * largest).length;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
