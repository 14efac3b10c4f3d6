import { ArgumentError, checkInteger, kind, type Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { Decoder, Generator } from '../interfaces';
import { randomNormal } from '../random-tensor';

/** A distribution over latent codes that codes can be drawn from. */
export interface CodeSampler {
  /** The latent dimension: the size of the codes that are drawn. */
  readonly latentDim: number;
  /** Draws `count` codes [count, latentDim]. */
  sample(count: number, rng: Rng): tf.Tensor2D;
}

const SAMPLER = kind.withMethods<CodeSampler>('a distribution over codes, such as standardNormal(2)', 'sample');

/**
 * Draws codes and decodes them, all at once, to images [count, height, width, channels].
 *
 * ```ts
 * const images = sampleFrom(model, standardNormal(model.latentDim), 64, new Rng(1));
 * ```
 *
 * @throws ArgumentError if the sampler's codes have another dimension than the decoder's.
 */
export function sampleFrom(decoder: Decoder, sampler: CodeSampler, count: number, rng: Rng): tf.Tensor4D {
  checkSampler(decoder, sampler);
  return tf.tidy(() => decoder.decode(sampler.sample(count, rng)));
}

/**
 * Returns a decoder and a sampler as one {@link Generator}, for metrics and pictures that take one; see {@link sampleFrom}.
 *
 * @throws ArgumentError if the sampler's codes have another dimension than the decoder's.
 */
export function samplingGenerator(decoder: Decoder, sampler: CodeSampler): Generator {
  checkSampler(decoder, sampler);
  const { imageShape } = decoder;
  return { imageShape, generate: (count, rng) => sampleFrom(decoder, sampler, count, rng) };
}

/** The standard normal distribution, independent in every dimension: the prior of variational autoencoders and GANs. */
export function standardNormal(latentDim: number): CodeSampler {
  return samplerOf(latentDim, (normals) => normals);
}

/**
 * The uniform distribution on the unit sphere around zero: normal vectors scaled to length 1 (Muller 1959, "A note on a method
 * for generating points uniformly on n-dimensional spheres").
 */
export function unitSphere(latentDim: number): CodeSampler {
  return samplerOf(latentDim, (normals) => {
    const norms = tf.norm(normals, 'euclidean', 1, true);
    // A draw of exactly zero, possible in one or two dimensions, has no direction of its own.
    return tf.where(tf.equal(norms, 0), latentDim ** -0.5, tf.div(normals, norms));
  });
}

/** Draws from the standard normal distribution and transforms the draws. */
function samplerOf(latentDim: number, transform: (normals: tf.Tensor2D) => tf.Tensor): CodeSampler {
  checkInteger('latentDim', latentDim, { from: 1 });
  return {
    latentDim,
    sample(count, rng) {
      checkInteger('count', count, { from: 1 });
      return tf.tidy(() => transform(randomNormal([count, latentDim], rng) as tf.Tensor2D) as tf.Tensor2D);
    },
  };
}

function checkSampler(decoder: Decoder, sampler: CodeSampler): void {
  checkMethods('decoder', decoder, 'decode');
  SAMPLER.read('sampler', sampler);
  if (sampler.latentDim !== decoder.latentDim) {
    throw new ArgumentError('sampler', `codes of dimension ${decoder.latentDim}, as the decoder's`, sampler.latentDim);
  }
}
