import type { ImageDataset, LatentVariableModel } from '@ae-lab/core';
import { checkData, checkInteger, checkMethods, checkOptions } from '@ae-lab/core/internal';
import { logSumExp } from './log-sum-exp';
import { posteriorSamples, type SamplingOptions } from './posterior-samples';

/** Options of {@link importanceWeightedBound}. */
export interface ImportanceWeightedBoundOptions extends SamplingOptions {
  /** How many codes are drawn an image, a whole number above 0: the time is proportional to it. */
  readonly k: number;
}

/**
 * The importance-weighted lower bound of ln p(x) (Burda, Grosse and Salakhutdinov 2016, "Importance weighted autoencoders",
 * arXiv:1509.00519v4, equation 8), averaged over the images:
 *
 *     E[ln 1/k Σᵢ p(x | zᵢ) p(zᵢ) / q(zᵢ | x)],   zᵢ from q(z | x)
 *
 * It grows with k from the evidence lower bound, at k = 1, towards ln p(x): its negative is the negative log-likelihood of a
 * variational autoencoder by importance sampling, for which k = 5000 is usual.
 *
 * Unit: nats an image, of a density where the likelihood is one. Range: below the mean of ln p(x), but for chance. Higher
 * is better.
 *
 * @throws ArgumentError if the model has no posterior, the data set is empty or of another image shape, `k` or `seed`
 * is out of range, or the model gives numbers that are not finite.
 */
export async function importanceWeightedBound(
  model: LatentVariableModel,
  data: ImageDataset,
  options: ImportanceWeightedBoundOptions,
): Promise<number> {
  checkOptions('options', options, { k: true, seed: true, batchSize: true });
  checkMethods('model', model, 'posterior', 'logLikelihood');
  checkData(model, data);
  const { k } = options;
  checkInteger('k', k, { from: 1 });
  const logSums = new Float64Array(data.size).fill(-Infinity);
  for await (const { start, logLikelihood, logPriorRatio } of posteriorSamples(model, data, k, options)) {
    for (const [row, ratio] of logPriorRatio.entries()) {
      logSums[start + row] = logSumExp([logSums[start + row], logLikelihood[row] + ratio]);
    }
  }
  return logSums.reduce((sum, value) => sum + value - Math.log(k), 0) / data.size;
}
