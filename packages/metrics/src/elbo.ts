import type { ImageDataset, LatentVariableModel } from '@ae-lab/core';
import { checkData, checkInteger, checkMethods, checkOptions } from '@ae-lab/core/internal';
import { posteriorSamples, type SamplingOptions } from './posterior-samples';

/** Options of {@link elbo}. */
export interface ElboOptions extends SamplingOptions {
  /** How many codes are drawn an image, a whole number above 0; default 1. */
  readonly samples?: number;
}

/** What {@link elbo} gives: means over the images, in nats an image. */
export interface Elbo {
  /** reconstruction - kl. */
  readonly elbo: number;
  /** The expected log-likelihood E_q[ln p(x | z)], estimated from the samples. Higher is better. */
  readonly reconstruction: number;
  /** KL(q(z | x) || p(z)), exact, at least 0; the sum of `perDimensionKl`. */
  readonly kl: number;
  /** The part of each latent dimension in `kl`, [latentDim]; near 0 for a dimension that carries nothing. */
  readonly perDimensionKl: Float64Array;
}

/**
 * The evidence lower bound of a variational autoencoder and its parts (Kingma and Welling 2013, "Auto-encoding variational
 * Bayes", arXiv:1312.6114v11, equation 3 and appendix B):
 *
 *     ln p(x) ≥ E_q[ln p(x | z)] - KL(q(z | x) || p(z)),   KL = Σⱼ (μⱼ² + σⱼ² - 1 - ln σⱼ²) / 2
 *
 * Unit: nats an image, of a density where the likelihood is one. Range: below the mean of ln p(x). Higher is better.
 *
 * @throws ArgumentError if the model has no posterior, the data set is empty or of another image shape, `samples` or
 * `seed` is out of range, or the model gives numbers that are not finite.
 */
export async function elbo(model: LatentVariableModel, data: ImageDataset, options: ElboOptions = {}): Promise<Elbo> {
  checkOptions('options', options, { samples: true, seed: true, batchSize: true });
  checkMethods('model', model, 'posterior', 'logLikelihood');
  checkData(model, data);
  const { samples = 1 } = options;
  checkInteger('samples', samples, { from: 1 });
  const perDimensionKl = new Float64Array(model.latentDim);
  let reconstruction = 0;
  for await (const { sample, mean, logVariance, logLikelihood } of posteriorSamples(model, data, samples, options)) {
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
