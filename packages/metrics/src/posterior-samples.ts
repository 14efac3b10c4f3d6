import * as core from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { MAP_IMAGES_OPTIONS, type MapImagesOptions } from './map-images-options';

/** One code for each image of a batch, drawn from the posterior. */
export interface PosteriorSample {
  /** The index of this sample among those of the batch, from 0. */
  readonly sample: number;
  /** The index of the first image in the data set. */
  readonly start: number;
  /** The posterior's mean, [n, latentDim]. */
  readonly mean: Float32Array;
  /** The natural logarithm of the posterior's variance, [n, latentDim]. */
  readonly logVariance: Float32Array;
  /** ln p(image | code), [n]. */
  readonly logLikelihood: Float32Array;
  /** ln p(code) - ln q(code | image), [n]. */
  readonly logPriorRatio: Float64Array;
}

/** Options of all estimates that draw codes from the posterior. */
export interface SamplingOptions extends MapImagesOptions {
  /** Decides the codes, which are the same for the same seed, whatever the batch size. Default 0. */
  readonly seed?: number;
}

/** The description of {@link SamplingOptions}. */
export const SAMPLING_OPTIONS = {
  seed: core.optional(core.kind.seed, 0),
  ...MAP_IMAGES_OPTIONS,
} satisfies core.Description<SamplingOptions>;

/**
 * Draws `count` codes for every image, batch by batch, and in each batch sample by sample. Each image has its own stream of
 * random numbers.
 */
export async function* posteriorSamples(
  model: core.LatentVariableModel,
  data: core.ImageDataset,
  count: number,
  { seed, batchSize }: core.Read<typeof SAMPLING_OPTIONS>,
): AsyncGenerator<PosteriorSample> {
  const { latentDim } = model;
  const rng = new core.Rng(seed);
  for await (const { images, indices } of core.batches(data, batchSize)) {
    const [mean, logVariance] = await core.readTensors(() => {
      const posterior = model.posterior(images);
      return [posterior.mean, posterior.logVariance];
    });
    checkFinite('posterior', mean, logVariance);
    const streams = Array.from(indices, (index) => rng.split(index));
    for (let sample = 0; sample < count; sample++) {
      const codes = new Float32Array(mean.length);
      const logPriorRatio = new Float64Array(indices.length);
      for (const [row, stream] of streams.entries()) {
        for (const [j, noise] of stream.normals(latentDim).entries()) {
          const i = row * latentDim + j;
          codes[i] = mean[i] + Math.exp(logVariance[i] / 2) * noise;
          logPriorRatio[row] += (noise ** 2 + logVariance[i] - codes[i] ** 2) / 2;
        }
      }
      const [logLikelihood] = await core.readTensors(() => [
        model.logLikelihood(images, tf.tensor2d(codes, [indices.length, latentDim])),
      ]);
      checkFinite('log-likelihood', logLikelihood);
      yield { sample, start: indices[0], mean, logVariance, logLikelihood, logPriorRatio };
    }
  }
}

function checkFinite(what: string, ...values: Float32Array[]): void {
  for (const array of values) {
    const bad = array.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new core.ArgumentError('model', `a ${what} of finite numbers`, bad);
  }
}
