import * as core from '@ae-lab/core';
import { checkData, checkMethods } from '@ae-lab/core/internal';
import { posteriorSamples, SAMPLING_OPTIONS, type SamplingOptions } from './posterior-samples';

/** Options of {@link elbo}. */
export interface ElboOptions extends SamplingOptions {
  /** Number of codes drawn per image, at least 1. Default 1. */
  readonly samples?: number;
}

const ELBO_OPTIONS = {
  samples: core.optional(core.kind.integer({ from: 1 }), 1),
  ...SAMPLING_OPTIONS,
} satisfies core.Description<ElboOptions>;

/** The result of {@link elbo}: means over the images, in nats per image. */
export interface Elbo {
  /** `reconstruction` - `kl`. Higher is better. */
  readonly elbo: number;
  /** The expected log-likelihood E_q[ln p(x | z)], estimated from the samples. Higher is better. */
  readonly reconstruction: number;
  /** KL(q(z | x) || p(z)), exact, at least 0: the sum of `perDimensionKl`. */
  readonly kl: number;
  /** The contribution of each latent dimension to `kl`, [latentDim]; near 0 for a dimension that carries no information. */
  readonly perDimensionKl: Float64Array;
}

/**
 * Estimates the evidence lower bound of a variational autoencoder and its terms (Kingma and Welling 2013, "Auto-encoding
 * variational Bayes", arXiv:1312.6114v11, equation 3 and appendix B):
 *
 *     ln p(x) ≥ E_q[ln p(x | z)] - KL(q(z | x) || p(z)),   KL = Σⱼ (μⱼ² + σⱼ² - 1 - ln σⱼ²) / 2
 *
 * Unit: nats per image, of a density if the likelihood is one. Range: below the mean of ln p(x). Higher is better.
 *
 * @throws ArgumentError if the model has no posterior, the data set is empty or of another image shape, an option is
 * out of range, or the model returns numbers that are not finite.
 */
export async function elbo(
  model: core.LatentVariableModel,
  data: core.ImageDataset,
  options: ElboOptions = {},
): Promise<Elbo> {
  const { samples, ...sampling } = core.readOptions('options', options, ELBO_OPTIONS);
  checkMethods('model', model, 'posterior', 'logLikelihood');
  checkData(model, data);
  const perDimensionKl = new Float64Array(model.latentDim);
  let reconstruction = 0;
  for await (const { sample, mean, logVariance, logLikelihood } of posteriorSamples(model, data, samples, sampling)) {
    for (const value of logLikelihood) reconstruction += value / samples / data.size;
    if (sample > 0) continue;
    for (let i = 0; i < mean.length; i++) {
      const divergence = (mean[i] ** 2 + Math.exp(logVariance[i]) - 1 - logVariance[i]) / 2;
      perDimensionKl[i % model.latentDim] += divergence / data.size;
    }
  }
  const kl = perDimensionKl.reduce((sum, value) => sum + value, 0);
  return { elbo: reconstruction - kl, reconstruction, kl, perDimensionKl };
}
