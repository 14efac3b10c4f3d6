import { binaryCrossEntropyLoss, squaredErrorLoss } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** The likelihoods p(image | code): independent Bernoulli or normal distributions of the pixels. */
export const LIKELIHOODS = ['bernoulli', 'gaussian'] as const;

/** One of {@link LIKELIHOODS}. */
export type LikelihoodName = (typeof LIKELIHOODS)[number];

/** The likelihood p(image | mean image) of independent pixels, for images and means [n, height, width, channels]. */
export interface Likelihood {
  /** Returns -ln p in nats per image, averaged over the images; only the means get a gradient. */
  meanLoss(images: tf.Tensor, means: tf.Tensor): tf.Scalar;
  /** Returns ln p in nats, [n]. */
  logProbability(images: tf.Tensor, means: tf.Tensor): tf.Tensor1D;
}

/** Keeps the logarithms finite; the same as in core's binary cross-entropy, which is the loss. */
const EPSILON = 1e-7;

/** The likelihood p^x (1 - p)^(1 - x) of each pixel x in [0, 1] with mean p, which is kept 1e-7 away from 0 and 1. */
export const bernoulli: Likelihood = {
  meanLoss: (images, means) => binaryCrossEntropyLoss(images, means, 'sum'),
  logProbability: (images, means) =>
    tf.tidy(() => {
      const p = tf.clipByValue(means, EPSILON, 1 - EPSILON);
      return sumOfPixels(tf.add(tf.mul(images, tf.log(p)), tf.mul(tf.sub(1, images), tf.log(tf.sub(1, p)))));
    }),
};

/** Returns the normal density with this standard deviation around each pixel's mean. */
export function gaussian(sigma: number): Likelihood {
  const logNormaliser = Math.log(sigma * Math.sqrt(2 * Math.PI));
  const pixels = ({ shape }: tf.Tensor) => shape.slice(1).reduce((count, size) => count * size, 1);
  return {
    meanLoss: (images, means) =>
      tf.tidy(() =>
        tf.add(tf.div(squaredErrorLoss(images, means, 'sum'), 2 * sigma ** 2), pixels(images) * logNormaliser),
      ) as tf.Scalar,
    logProbability: (images, means) =>
      tf.tidy(() =>
        tf.sub(
          tf.div(sumOfPixels(tf.squaredDifference(images, means)), -2 * sigma ** 2),
          pixels(images) * logNormaliser,
        ),
      ) as tf.Tensor1D,
  };
}

function sumOfPixels(values: tf.Tensor): tf.Tensor1D {
  return tf.sum(tf.reshape(values, [values.shape[0], -1]), 1) as tf.Tensor1D;
}
