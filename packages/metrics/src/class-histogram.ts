import type { Codes } from '@ae-lab/core';
import { checkInteger, countCodes } from '@ae-lab/core/internal';
import { entropy } from './entropy';

/** The result of {@link classHistogram}. */
export interface ClassHistogram {
  /** Number of images of each class, [classes]. */
  readonly counts: Int32Array;
  /** Share of each class in all images, in [0, 1], [classes]. */
  readonly shares: Float64Array;
  /** Share of the rarest class, in [0, 1 / classes]. Higher is better. */
  readonly smallestShare: number;
  /** -Σ share ln share in nats, in [0, ln(classes)]. Higher is better. */
  readonly entropy: number;
  /** `entropy` divided by ln(classes), in [0, 1]. Higher is better; 1 if all classes are equally frequent. */
  readonly relativeEntropy: number;
}

/**
 * Counts how often a classifier recognises each class among images. Some classes are rare or missing if the generator has lost
 * modes (mode collapse).
 *
 * Each image counts for its highest logit, the first of equal ones. Compare with the histogram of real images: the rarest digit
 * of MNIST's test set has a share of 8.9 %.
 *
 * @param logits the logits of each image, [n, classes], from `logitsOf` or `evaluateClassifier`; at least two classes.
 * @throws ArgumentError if a logit is not finite, or there are fewer than two classes.
 */
export function classHistogram(logits: Codes): ClassHistogram {
  const count = countCodes('logits', logits);
  const { values } = logits;
  const classes = checkInteger('logits.dimension', logits.dimension, { from: 2 });
  const counts = new Int32Array(classes);
  for (let start = 0; start < values.length; start += classes) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (values[start + c] > values[start + best]) best = c;
    counts[best]++;
  }
  const shares = Float64Array.from(counts, (value) => value / count);
  const nats = entropy(shares);
  return {
    counts,
    shares,
    smallestShare: Math.min(...shares),
    entropy: nats,
    relativeEntropy: nats / Math.log(classes),
  };
}
