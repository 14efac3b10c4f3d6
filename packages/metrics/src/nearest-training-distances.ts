import { type Codes, nearestCodes } from '@ae-lab/core';
import { countCodes } from '@ae-lab/core/internal';

/** The distance of each code of a set to the nearest training code. */
export interface TrainingDistances {
  /** The index of the nearest training code, the first of equally near ones, [n]. */
  readonly indices: Int32Array;
  /** The Euclidean distance to it, at least 0, [n]. */
  readonly distances: Float64Array;
  /** The mean of the distances, at least 0. */
  readonly mean: number;
  /** The median of the distances, at least 0. A few outliers do not change it. */
  readonly median: number;
}

/** The result of {@link nearestTrainingDistances}. */
export interface NearestTrainingDistances extends TrainingDistances {
  /** The distances of the held-out codes; absent without such codes. */
  readonly heldOut?: TrainingDistances;
  /**
   * The probability that a sample is nearer to the training codes than a held-out code, in [0, 1]; equal distances count one
   * half. 0.5 is best. Far above it, samples are copies of training images; far below it, they resemble none. Absent without
   * held-out codes.
   */
  readonly nearerThanHeldOut?: number;
}

/**
 * Finds the nearest training code of every sample. Small distances reveal copied training images.
 *
 * Held-out codes, of real images that were not trained on, show how small is too small. The two sets of distances are compared by
 * the Mann-Whitney statistic, as in Meehan, Chaudhuri and Dasgupta 2020, "A non-parametric test to detect data-copying in
 * generative models", arXiv:2004.05675v1.
 *
 * Unit: that of the codes, which may be features, latent codes or pixels. Range: at least 0; equal codes have a distance of exactly
 * 0. Neither direction is better by itself; see `nearerThanHeldOut`.
 *
 * @param training codes of the images that the generator was trained on, at least one.
 * @param heldOut codes of real images that it has not seen.
 * @throws ArgumentError if the codes have different dimensions or values that are not finite, or one of the sets is empty.
 */
export async function nearestTrainingDistances(
  samples: Codes,
  training: Codes,
  heldOut?: Codes,
): Promise<NearestTrainingDistances> {
  const { dimension } = training;
  countCodes('training', training);
  countCodes('samples', samples, { dimension });
  const ofSamples = await distancesTo(training, samples);
  if (heldOut === undefined) return ofSamples;
  countCodes('heldOut', heldOut, { dimension });
  const ofHeldOut = await distancesTo(training, heldOut);
  const nearerThanHeldOut = shareBelow(ofSamples.distances, ofHeldOut.distances);
  return { ...ofSamples, heldOut: ofHeldOut, nearerThanHeldOut };
}

async function distancesTo(training: Codes, codes: Codes): Promise<TrainingDistances> {
  const { indices, distances } = await nearestCodes(training, codes);
  const sorted = distances.toSorted();
  const middle = (sorted.length - 1) / 2;
  return {
    indices,
    distances,
    mean: distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
  };
}

/** Returns the share of pairs whose number of `a` is below that of `b`; equal ones count one half. */
function shareBelow(a: Float64Array, b: Float64Array): number {
  const [first, second] = [a.toSorted(), b.toSorted()];
  let [below, notAbove, pairs] = [0, 0, 0];
  for (const value of second) {
    while (below < first.length && first[below] < value) below++;
    while (notAbove < first.length && first[notAbove] <= value) notAbove++;
    pairs += (below + notAbove) / 2;
  }
  return pairs / (first.length * second.length);
}
