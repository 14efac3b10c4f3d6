import { ArgumentError, checkInteger, type Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { Decoder, Generator } from '../interfaces';
import { randomNormal } from '../random-tensor';

/** A distribution over latent codes to draw from. */
export interface CodeSampler {
  /** Numbers a code that it draws. */
  readonly latentDim: number;
  /** `count` codes [count, latentDim]. */
  sample(count: number, rng: Rng): tf.Tensor2D;
}

/** Images [count, height, width, channels] that `decoder` makes of codes drawn by `sampler`; all are decoded at once. */
export function sampleFrom(decoder: Decoder, sampler: CodeSampler, count: number, rng: Rng): tf.Tensor4D {
  checkSampler(decoder, sampler);
  return tf.tidy(() => decoder.decode(sampler.sample(count, rng)));
}

/** Draws images that `decoder` makes of codes drawn by `sampler`, for whatever takes a generator; see {@link sampleFrom}. */
export function samplingGenerator(decoder: Decoder, sampler: CodeSampler): Generator {
  checkSampler(decoder, sampler);
  const { imageShape } = decoder;
  return { imageShape, generate: (count, rng) => sampleFrom(decoder, sampler, count, rng) };
}

/** The standard normal distribution, independent in every dimension: the prior of variational autoencoders and GANs. */
export function standardNormal(latentDim: number): CodeSampler {
  checkInteger('latentDim', latentDim, { from: 1 });
  return {
    latentDim,
    sample: (count, rng) => randomNormal([checkInteger('count', count, { from: 1 }), latentDim], rng) as tf.Tensor2D,
  };
}

/**
 * The uniform distribution on the sphere of radius 1 around zero: normal vectors brought to length 1 (Muller 1959, "A note on
 * a method for generating points uniformly on n-dimensional spheres").
 */
export function unitSphere(latentDim: number): CodeSampler {
  checkInteger('latentDim', latentDim, { from: 1 });
  return {
    latentDim,
    sample: (count, rng) =>
      tf.tidy(() => {
        const normals = randomNormal([checkInteger('count', count, { from: 1 }), latentDim], rng) as tf.Tensor2D;
        const norms = tf.norm(normals, 'euclidean', 1, true);
        // A draw of exactly zero, possible in one or two dimensions, has no direction of its own.
        return tf.where(tf.equal(norms, 0), latentDim ** -0.5, tf.div(normals, norms)) as tf.Tensor2D;
      }),
  };
}

function checkSampler(decoder: Decoder, sampler: CodeSampler): void {
  checkMethods('decoder', decoder, 'decode');
  if (typeof sampler?.sample !== 'function') {
    throw new ArgumentError('sampler', 'a distribution over codes, such as standardNormal(2)', sampler);
  }
  if (sampler.latentDim !== decoder.latentDim) {
    throw new ArgumentError('sampler', `codes of ${decoder.latentDim} numbers as the decoder`, sampler.latentDim);
  }
}
