import type { Codes } from '@ae-lab/core';
import { type SymmetricEigen, symmetricEigen } from '@ae-lab/core/internal';
import { checkSamples } from './check-samples';
import { momentsOf } from './moments';

/** Below that many codes a dimension, sampling alone adds more than some 5 % of the features' whole variance. */
const CODES_A_DIMENSION = 10;
/** Variances below this share of the largest are nothing but the rounding of float32 features. */
const RESOLUTION = 1e-12;

/** What {@link frechetDistance} gives: the distance and the two parts that it is the sum of. */
export interface FrechetDistance {
  /** The sum of both parts, at least 0 but for rounding, in squared units of the features; less is better. */
  readonly distance: number;
  /** |μ₁ - μ₂|². */
  readonly ofMeans: number;
  /** tr(Σ₁ + Σ₂ - 2 (Σ₁^½ Σ₂ Σ₁^½)^½). */
  readonly ofCovariances: number;
  /** In how many directions samples and reference vary, the ranks of Σ₁ and Σ₂: below the dimension they are singular. */
  readonly ranks: readonly [samples: number, reference: number];
  /** What makes it less telling: few codes, or samples that vary in less than half as many directions as the reference. */
  readonly warnings: readonly string[];
}

/**
 * The Fréchet distance between the normal distributions of two sets of features (Dowson and Landau 1982; on the features of
 * a network, Heusel et al. 2017, "GANs trained by a two time-scale update rule converge to a local Nash equilibrium",
 * arXiv:1706.08500v6, equation 6):
 *
 *     |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁^½ Σ₂ Σ₁^½)^½)
 *
 * with covariances over n - 1, in float64, the roots by eigenvalues. It holds for singular covariances as well, of features that
 * are constant, say.
 *
 * Unit: that of the features, squared. Range: at least 0. Lower is better; it has an upward bias that shrinks as 1 / n, so
 * compare figures of as many samples, and of the same extractor with the same weights, only.
 *
 * @param samples features of what was generated; the distance is the same either way.
 * @param reference features of real images, as many best.
 * @throws ArgumentError if the features have different dimensions or values that are not finite, or if either has not more
 * codes than dimensions; there is a warning below ten times as many.
 */
export function frechetDistance(samples: Codes, reference: Codes): FrechetDistance {
  const { dimension } = samples;
  const [sampleCount, referenceCount] = checkSamples(samples, reference, dimension + 1);
  const [first, second] = [momentsOf(samples), momentsOf(reference)];
  const eigen = symmetricEigen(first.covariance, dimension);
  const referenceEigen = symmetricEigen(second.covariance, dimension);
  const ofMeans = first.mean.reduce((sum, value, i) => sum + (value - second.mean[i]) ** 2, 0);
  const variances = total(eigen.values) + total(referenceEigen.values);
  // Rounding may leave that of equal covariances just below 0.
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

/** tr (A^½ B A^½)^½ for A = Vᵀ Λ V: by the eigenvalues of Λ^½ V B Vᵀ Λ^½, which are those of A^½ B A^½. */
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
  const sensible = CODES_A_DIMENSION * dimension;
  if (count >= sensible) return [];
  return [
    `${name}: ${count} codes; the distance of fewer than ${sensible}, ten a dimension, is much too large by chance.`,
  ];
}

function rankOf({ values }: SymmetricEigen, largest: number): number {
  return values.filter((variance) => variance > RESOLUTION * largest).length;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
