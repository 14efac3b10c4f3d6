import { ArgumentError, batches, type ImageDataset, type LatentVariableModel, Rng, readTensors } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** One code for each image of a batch, drawn from the posterior. */
export interface PosteriorSample {
  /** Which of the samples of these images it is, from 0. */
  readonly sample: number;
  /** Where the first image stands in the data set. */
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

/** What every estimate by sampling takes. */
export interface SamplingOptions {
  /** Decides the codes that are drawn: the same for the same seed, whatever the batch size; default 0. */
  readonly seed?: number;
  /** Images a batch, a whole number above 0; default 256. It changes memory and speed, not the result. */
  readonly batchSize?: number;
}

/** Draws `count` codes for every image: batch after batch, in each sample after sample. Each image has its own stream. */
export async function* posteriorSamples(
  model: LatentVariableModel,
  data: ImageDataset,
  count: number,
  { seed = 0, batchSize }: SamplingOptions,
): AsyncGenerator<PosteriorSample> {
  const { latentDim } = model;
  const rng = new Rng(seed);
  for (const { images, indices } of batches(data, batchSize)) {
    const [mean, logVariance] = await readTensors(() => {
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
      const [logLikelihood] = await readTensors(() => [
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
    if (bad !== undefined) throw new ArgumentError('model', `a ${what} of finite numbers`, bad);
  }
}
