import { type Codes, nearestNeighbors } from '@ae-lab/core';
import { checkInteger, checkOptions, forEachDistanceRow } from '@ae-lab/core/internal';
import { checkSamples } from './check-samples';

/** A radius is a distance that may have been summed in another order. */
const ROUNDING = 1e-12;
/** Below this share of the coverage that as many real samples would have, precision tells of a few balls only. */
const FEW = 0.1;

/** Options of {@link precisionRecall}. */
export interface PrecisionRecallOptions {
  /** Which nearest neighbour a ball reaches to, from 1 to one less than the size of the smaller set; default 3. */
  readonly k?: number;
}

/** What {@link precisionRecall} gives; higher is better for all numbers. */
export interface PrecisionRecall {
  /** The share of samples within the ball of some real code, in [0, 1]: how many are like real ones. */
  readonly precision: number;
  /** The share of real codes within the ball of some sample, in [0, 1]: how much of the data the samples reach. */
  readonly recall: number;
  /** In how many balls of real codes a sample lies, divided by k: at least 0, 1 on average for real samples. */
  readonly density: number;
  /** The share of real codes whose ball holds a sample, in [0, 1]: how much of the data is sampled. */
  readonly coverage: number;
  /** What makes it less telling: samples within the balls of a few real codes only, such as noise around an outlier. */
  readonly warnings: readonly string[];
}

/**
 * Improved precision and recall (Kynkäänniemi et al. 2019, "Improved precision and recall metric for assessing generative
 * models", arXiv:1904.06991v3, equations 1 and 2), and density and coverage, which outliers among the codes disturb less (Naeem et
 * al. 2020, "Reliable fidelity and diversity metrics for generative models", arXiv:2002.09797v2, section 3). Each code's
 * ball reaches to its k-th nearest other code of the same set, that one included, in Euclidean distance.
 *
 * Unit: none. Distances come in blocks from the backend; those too close to a radius for float32 are computed again in
 * float64, so that the answer is exact. Besides the features it needs some 40 MB.
 *
 * @param samples features of what was generated.
 * @param reference features of real images, as many best.
 * @throws ArgumentError if the features have different dimensions or values that are not finite, there are fewer than two of
 * either, or `k` is out of range.
 */
export async function precisionRecall(
  samples: Codes,
  reference: Codes,
  options: PrecisionRecallOptions = {},
): Promise<PrecisionRecall> {
  checkOptions('options', options, { k: true });
  const { k = 3 } = options;
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
 * The coverage of `count` samples that are distributed as the real codes: a ball is empty if the k nearest among the other
 * real codes and the samples all are real ones (Naeem et al. 2020, section 3).
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

/** The distance of each code to its k-th nearest other one. */
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
