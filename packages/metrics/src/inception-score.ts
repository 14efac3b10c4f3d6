import type { Codes } from '@ae-lab/core';
import { checkInteger, checkOptions, countCodes } from '@ae-lab/core/internal';
import { entropy } from './entropy';
import { logSumExp } from './log-sum-exp';
import { meanAndDeviation } from './mean-and-deviation';

/** Options of {@link inceptionScore}. */
export interface InceptionScoreOptions {
  /** In how many parts the images are scored, from 1 to their number; default 10, or that number. */
  readonly splits?: number;
}

/** What {@link inceptionScore} gives. */
export interface InceptionScore {
  /** The mean over the parts. */
  readonly mean: number;
  /** The standard deviation over the parts: that of the population, NumPy's with `ddof=0`. */
  readonly standardDeviation: number;
}

/**
 * The inception score with a classifier of one's own (Salimans et al. 2016, "Improved techniques for training GANs",
 * arXiv:1606.03498v1, section 4):
 *
 *     exp E[KL(p(y | x) ‖ p(y))] = exp(H(p(y)) - E[H(p(y | x))])
 *
 * where p(y) is the mean of p(y | x) over the images. Image i is of part i modulo `splits`, so that an order by classes does no
 * harm.
 *
 * Unit: none, an effective number of classes. Range: [1, classes]. Higher means that each image is of one class for sure and all
 * classes are as frequent; it never sees a real image: compare with the score of those.
 *
 * @param logits of each image, [n, classes], by `logitsOf` or `evaluateClassifier`; logarithms of probabilities do as well.
 * @throws ArgumentError if a logit is not finite, or `splits` is out of range.
 */
export function inceptionScore(logits: Codes, options: InceptionScoreOptions = {}): InceptionScore {
  checkOptions('options', options, { splits: true });
  const count = countCodes('logits', logits);
  const parts = checkInteger('splits', options.splits ?? Math.min(10, count), { from: 1, to: count });
  return meanAndDeviation(Array.from({ length: parts }, (_, part) => scoreOfPart(logits, part, parts)));
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
