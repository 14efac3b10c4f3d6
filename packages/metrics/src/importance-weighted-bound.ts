import { type Description, type ImageDataset, kind, type LatentVariableModel, readOptions } from '@ae-lab/core';
import { checkData, checkMethods } from '@ae-lab/core/internal';
import { logSumExp } from './log-sum-exp';
import { posteriorSamples, SAMPLING_OPTIONS, type SamplingOptions } from './posterior-samples';

/** Options of {@link importanceWeightedBound}. */
export interface ImportanceWeightedBoundOptions extends SamplingOptions {
  /** Number of codes drawn per image, at least 1. The time is proportional to it. */
  readonly k: number;
}

const IMPORTANCE_WEIGHTED_BOUND_OPTIONS = {
  k: kind.integer({ from: 1 }),
  ...SAMPLING_OPTIONS,
} satisfies Description<ImportanceWeightedBoundOptions>;

/**
 * Estimates the importance-weighted lower bound of ln p(x) (Burda, Grosse and Salakhutdinov 2016, "Importance weighted
 * autoencoders", arXiv:1509.00519v4, equation 8), averaged over the images:
 *
 *     E[ln 1/k Σᵢ p(x | zᵢ) p(zᵢ) / q(zᵢ | x)],   zᵢ from q(z | x)
 *
 * It grows with k from the evidence lower bound, at k = 1, towards ln p(x). Its negative is the negative log-likelihood of a
 * variational autoencoder by importance sampling, for which k = 5000 is usual.
 *
 * Unit: nats per image, of a density if the likelihood is one. Range: below the mean of ln p(x), apart from chance. Higher is
 * better.
 *
 * @throws ArgumentError if the model has no posterior, the data set is empty or of another image shape, an option is out of
 * range, or the model returns numbers that are not finite.
 */
export async function importanceWeightedBound(
  model: LatentVariableModel,
  data: ImageDataset,
  options: ImportanceWeightedBoundOptions,
): Promise<number> {
  const { k, ...sampling } = readOptions('options', options, IMPORTANCE_WEIGHTED_BOUND_OPTIONS);
  checkMethods('model', model, 'posterior', 'logLikelihood');
  checkData(model, data);
  const logSums = new Float64Array(data.size).fill(-Infinity);
  for await (const { start, logLikelihood, logPriorRatio } of posteriorSamples(model, data, k, sampling)) {
    for (const [row, ratio] of logPriorRatio.entries()) {
      logSums[start + row] = logSumExp([logSums[start + row], logLikelihood[row] + ratio]);
    }
  }
  return logSums.reduce((sum, value) => sum + value - Math.log(k), 0) / data.size;
}
