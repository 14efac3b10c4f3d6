import { type Codes, type Description, kind, optional, readOptions } from '@ae-lab/core';
import { countCodes } from '@ae-lab/core/internal';
import { entropy } from './entropy';
import { logSumExp } from './log-sum-exp';
import { meanAndDeviation } from './mean-and-deviation';

/** Options of {@link inceptionScore}. */
export interface InceptionScoreOptions {
  /** Number of parts in which the images are scored, from 1 to the number of images. Default 10, or that number if it is less. */
  readonly splits?: number;
}

const inceptionScoreOptions = (count: number) =>
  ({
    splits: optional(kind.integer({ from: 1, to: count }), Math.min(10, count)),
  }) satisfies Description<InceptionScoreOptions>;

/** The result of {@link inceptionScore}. */
export interface InceptionScore {
  /** The mean over the parts. Higher is better. */
  readonly mean: number;
  /** The standard deviation over the parts, of the population as NumPy's with `ddof=0`. */
  readonly standardDeviation: number;
}

/**
 * Returns the inception score with a classifier of your own (Salimans et al. 2016, "Improved techniques for training GANs",
 * arXiv:1606.03498v1, section 4):
 *
 *     exp E[KL(p(y | x) ‖ p(y))] = exp(H(p(y)) - E[H(p(y | x))])
 *
 * where p(y) is the mean of p(y | x) over the images. Image i belongs to part i modulo `splits`, so an order by classes does no
 * harm.
 *
 * Unit: none, an effective number of classes. Range: [1, classes]. Higher is better: the class of each image is certain, and all
 * classes are equally frequent. The score never sees a real image, so compare it with that of real images.
 *
 * @param logits the logits of each image, [n, classes], from `logitsOf` or `evaluateClassifier`, or logarithms of probabilities.
 * @throws ArgumentError if a logit is not finite, or `splits` is out of range.
 */
export function inceptionScore(logits: Codes, options: InceptionScoreOptions = {}): InceptionScore {
  const count = countCodes('logits', logits);
  const { splits } = readOptions('options', options, inceptionScoreOptions(count));
  return meanAndDeviation(Array.from({ length: splits }, (_, part) => scoreOfPart(logits, part, splits)));
}

function scoreOfPart({ values, dimension: classes }: Codes, part: number, parts: number): number {
  const marginal = new Float64Array(classes);
  let [size, entropies] = [0, 0];
  for (let start = part * classes; start < values.length; start += parts * classes) {
    const row = Float64Array.from({ length: classes }, (_, c) => values[start + c]);
    const normalizer = logSumExp(row);
    const probabilities = row.map((logit) => Math.exp(logit - normalizer));
    entropies += entropy(probabilities);
    for (let c = 0; c < classes; c++) marginal[c] += probabilities[c];
    size++;
  }
  return Math.exp(entropy(marginal.map((sum) => sum / size)) - entropies / size);
}
