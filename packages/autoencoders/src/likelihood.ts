import { binaryCrossEntropy, squaredError } from '@ae-lab/core';
import {
  add,
  clipByValue,
  div,
  log,
  mul,
  reshape,
  type Scalar,
  squaredDifference,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';

/** What p(image | code) may be: independent Bernoulli or normal distributions of the pixels. */
export const LIKELIHOODS = ['bernoulli', 'gaussian'] as const;

/** One of {@link LIKELIHOODS}. */
export type LikelihoodName = (typeof LIKELIHOODS)[number];

/** p(image | mean image) of independent pixels, for images and means [n, height, width, channels]. */
export interface Likelihood {
  /** -ln p in nats an image, averaged over the images; only the means get a gradient. */
  meanLoss(images: Tensor, means: Tensor): Scalar;
  /** ln p in nats, [n]. */
  logProbability(images: Tensor, means: Tensor): Tensor1D;
}

/** As in core's binary cross-entropy, which the loss is. */
const EPSILON = 1e-7;

/** p^x (1 - p)^(1 - x) for each pixel x in [0, 1] and its mean p, which is kept 1e-7 away from 0 and 1. */
export const bernoulli: Likelihood = {
  meanLoss: (images, means) => binaryCrossEntropy(images, means, 'sum'),
  logProbability: (images, means) =>
    tidy(() => {
      const p = clipByValue(means, EPSILON, 1 - EPSILON);
      return sumOfPixels(add(mul(images, log(p)), mul(sub(1, images), log(sub(1, p)))));
    }),
};

/** The normal density with this standard deviation around each pixel's mean. */
export function gaussian(sigma: number): Likelihood {
  const logNormaliser = Math.log(sigma * Math.sqrt(2 * Math.PI));
  const pixels = ({ shape }: Tensor) => shape.slice(1).reduce((count, size) => count * size, 1);
  return {
    meanLoss: (images, means) =>
      tidy(() =>
        add(div(squaredError(images, means, 'sum'), 2 * sigma ** 2), pixels(images) * logNormaliser),
      ) as Scalar,
    logProbability: (images, means) =>
      tidy(() =>
        sub(div(sumOfPixels(squaredDifference(images, means)), -2 * sigma ** 2), pixels(images) * logNormaliser),
      ) as Tensor1D,
  };
}

function sumOfPixels(values: Tensor): Tensor1D {
  return sum(reshape(values, [values.shape[0], -1]), 1) as Tensor1D;
}
