import { type Rng, randomUniform } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** Keeps the derivative of a norm finite where the gradient vanishes. */
const EPSILON = 1e-12;

/**
 * Returns the mean over the batch of (|dD/dx| - 1)² at random points x between real and generated samples (Gulrajani et al. 2017,
 * "Improved training of Wasserstein GANs", arXiv:1704.00028v3, equation 3), not yet multiplied by its weight.
 *
 * @param critic maps samples to one logit each, independently, by operations that can be differentiated twice.
 * @param real [n, ...], the shape of `generated` too.
 */
export function gradientPenalty(
  critic: (samples: tf.Tensor) => tf.Tensor,
  real: tf.Tensor,
  generated: tf.Tensor,
  rng: Rng,
): tf.Scalar {
  const share = randomUniform([real.shape[0], ...real.shape.slice(1).map(() => 1)], rng);
  const between = tf.add(generated, tf.mul(share, tf.sub(real, generated)));
  return tf.mean(tf.square(tf.sub(tf.sqrt(tf.add(squaredSlopes(critic, between), EPSILON)), 1)));
}

/**
 * Returns half the mean over the batch of |dD/dx|² at real samples: the R1 penalty (Mescheder et al. 2018, "Which training methods for
 * GANs do actually converge?", arXiv:1801.04406v4, equation 9), not yet multiplied by its weight.
 */
export function realGradientPenalty(discriminator: (samples: tf.Tensor) => tf.Tensor, real: tf.Tensor): tf.Scalar {
  return tf.mul(tf.mean(squaredSlopes(discriminator, real)), 0.5);
}

/** Returns |dD/dx|² of each sample, [n]. */
function squaredSlopes(discriminator: (samples: tf.Tensor) => tf.Tensor, samples: tf.Tensor): tf.Tensor {
  const slopes = tf.grad((x: tf.Tensor) => tf.sum(discriminator(x)))(samples);
  return tf.sum(
    tf.square(slopes),
    slopes.shape.slice(1).map((_, axis) => axis + 1),
  );
}
