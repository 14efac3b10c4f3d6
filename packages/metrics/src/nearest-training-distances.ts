import { type Codes, nearestCodes } from '@ae-lab/core';
import { countCodes } from '@ae-lab/core/internal';

/** How near each of some codes comes to the training codes. */
export interface TrainingDistances {
  /** Which training code is the nearest, the first of equally near ones, [n]. */
  readonly indices: Int32Array;
  /** Its Euclidean distance, at least 0, [n]. */
  readonly distances: Float64Array;
  /** Of the distances, at least 0. */
  readonly mean: number;
  /** Of the distances, at least 0; a few far samples do not move it. */
  readonly median: number;
}

/** What {@link nearestTrainingDistances} gives. */
export interface NearestTrainingDistances extends TrainingDistances {
  /** The same of the held-out codes, if there are some. */
  readonly heldOut?: TrainingDistances;
  /**
   * The probability that a sample is nearer to the training codes than a held-out code, equality counted as one half: in [0,
   * 1]. 0.5 is best; far above it samples are copies of training images, far below they are unlike any.
   */
  readonly nearerThanHeldOut?: number;
}

/**
 * The nearest training code of every sample: copied training images show here, by small distances. How small is small, codes
 * of real images that were not trained on tell: both distances are compared by the Mann-Whitney statistic, as in Meehan,
 * Chaudhuri and Dasgupta 2020, "A non-parametric test to detect data-copying in generative models", arXiv:2004.05675v1.
 *
 * Unit: that of the codes. They are features, latent codes or pixels; equal codes have a distance of exactly 0.
 *
 * @param training of the images that the generator was trained on, at least one.
 * @param heldOut of real images that it has not seen.
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

/** The share of pairs of which the number of `a` is below that of `b`; half of those that are equal. */
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
