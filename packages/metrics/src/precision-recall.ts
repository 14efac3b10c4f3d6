import { type Codes, type Description, kind, nearestNeighbors, optional, readOptions } from '@ae-lab/core';
import { checkInteger, forEachDistanceRow } from '@ae-lab/core/internal';
import { checkSamples } from './check-samples';

/** Tolerance for a radius, which is a distance that may have been summed in another order. */
const ROUNDING = 1e-12;
/** Below this share of the coverage that as many real samples would have, precision describes only a few balls. */
const FEW = 0.1;

/** Options of {@link precisionRecall}. */
export interface PrecisionRecallOptions {
  /** The nearest neighbour to which a ball reaches, from 1 to one less than the size of the smaller set. Default 3. */
  readonly k?: number;
}

const PRECISION_RECALL_OPTIONS = {
  k: optional(kind.integer({ from: 1 }), 3),
} satisfies Description<PrecisionRecallOptions>;

/** The result of {@link precisionRecall}. Higher is better for all scores. */
export interface PrecisionRecall {
  /** The share of samples within the ball of any real code, in [0, 1]: the share of realistic samples. */
  readonly precision: number;
  /** The share of real codes within the ball of any sample, in [0, 1]: the share of the data that the samples reach. */
  readonly recall: number;
  /** The mean number of balls of real codes that contain a sample, divided by k; at least 0, and 1 on average for real samples. */
  readonly density: number;
  /** The share of real codes whose ball contains a sample, in [0, 1]: the share of the data that is sampled. */
  readonly coverage: number;
  /** Reasons to distrust precision: samples within the balls of only a few real codes, such as noise around an outlier. */
  readonly warnings: readonly string[];
}

/**
 * Returns improved precision and recall (Kynkäänniemi et al. 2019, "Improved precision and recall metric for assessing generative
 * models", arXiv:1904.06991v3, equations 1 and 2), and density and coverage, which are more robust to outliers (Naeem et al. 2020,
 * "Reliable fidelity and diversity metrics for generative models", arXiv:2002.09797v2, section 3).
 *
 * The ball of a code reaches to its k-th nearest other code of the same set, that one included, in Euclidean distance.
 *
 * Unit: none. Range: [0, 1]; density is at least 0. Higher is better.
 *
 * The backend computes distances in blocks. Those too close to a radius for float32 are computed again in float64, so the result is
 * exact. Besides the features it needs about 40 MB.
 *
 * @param samples features of the generated images.
 * @param reference features of real images, preferably as many.
 * @throws ArgumentError if the features have different dimensions or values that are not finite, a set has fewer than two, or `k`
 * is out of range.
 */
export async function precisionRecall(
  samples: Codes,
  reference: Codes,
  options: PrecisionRecallOptions = {},
): Promise<PrecisionRecall> {
  const { k } = readOptions('options', options, PRECISION_RECALL_OPTIONS);
  const [sampleCount, referenceCount] = checkSamples(samples, reference, 2);
  checkInteger('k', k, { from: 1, to: Math.min(sampleCount, referenceCount) - 1 });
  const sampleRadii = await radiiOf(samples, k);
  const referenceRadii = await radiiOf(reference, k);
  const recalled = new Uint8Array(referenceCount);
  const covered = new Uint8Array(referenceCount);
  let [precise, memberships] = [0, 0];
  await forEachDistanceRow(samples, reference, (squaredDistances, sample, error) => {
    const isWithin = (radius: number, real: number): boolean => {
      const excess = squaredDistances[real] - radius * radius;
      // Overflow gives NaN, which is neither below nor above.
      if (excess > error) return false;
      return excess < -error || distanceBetween(samples, sample, reference, real) <= radius * (1 + ROUNDING);
    };
    const before = memberships;
    for (let real = 0; real < referenceCount; real++) {
      if (isWithin(referenceRadii[real], real)) {
        memberships++;
        covered[real] = 1;
      }
      if (recalled[real] === 0 && isWithin(sampleRadii[sample], real)) recalled[real] = 1;
    }
    if (memberships > before) precise++;
  });
  const coverage = shareOfOnes(covered);
  return {
    precision: precise / sampleCount,
    recall: shareOfOnes(recalled),
    density: memberships / (k * sampleCount),
    coverage,
    warnings: warningsOf(coverage, expectedCoverage(precise, referenceCount, k)),
  };
}

/**
 * Returns the expected coverage of `count` samples with the distribution of the real codes: a ball is empty if the k nearest among
 * the other real codes and the samples are all real (Naeem et al. 2020, section 3).
 */
function expectedCoverage(count: number, referenceCount: number, k: number): number {
  let empty = 1;
  for (let i = 1; i <= k; i++) empty *= (referenceCount - i) / (count + referenceCount - i);
  return 1 - empty;
}

function warningsOf(coverage: number, expected: number): string[] {
  if (coverage >= FEW * expected) return [];
  const [share, expectedShare] = [coverage, expected].map((value) => `${(100 * value).toFixed(1)} %`);
  return [
    `samples: the precise ones lie near ${share} of the reference, as many real ones would near ${expectedShare}; ` +
      'they have collapsed or surround outliers, so precision says little.',
  ];
}

/** Returns the distance of each code to its k-th nearest other code. */
async function radiiOf(codes: Codes, k: number): Promise<Float64Array> {
  const { distances } = await nearestNeighbors(codes, k);
  return distances.filter((_, i) => i % k === k - 1);
}

function distanceBetween(a: Codes, i: number, b: Codes, j: number): number {
  const { dimension } = a;
  let sum = 0;
  for (let d = 0; d < dimension; d++) sum += (a.values[i * dimension + d] - b.values[j * dimension + d]) ** 2;
  return Math.sqrt(sum);
}

function shareOfOnes(flags: Uint8Array): number {
  return flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
}
