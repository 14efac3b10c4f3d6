import { ArgumentError } from '@ae-lab/core';
import { checkOneOf, sumTensors } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';

/** The kernels of {@link maximumMeanDiscrepancy}, which gives their formulas. */
export const MMD_KERNELS = ['inverse-multiquadratic', 'gaussian'] as const;

/** One of {@link MMD_KERNELS}. */
export type MmdKernel = (typeof MMD_KERNELS)[number];

/** The factors of the prior's squared distances in the kernel, as in the published code of the paper. */
const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * Returns the squared maximum mean discrepancy between two samples [n, d] from their U-statistic, which is 0 on average for samples
 * of the same distribution, and so at times negative (Tolstikhin et al. 2018, "Wasserstein auto-encoders",
 * arXiv:1711.01558v4, algorithm 2). The kernel is a sum over seven scales s of C / (C + |x - y|²), or of exp(-|x - y|² / C),
 * with C = 2 d s: the expected squared distance between two draws from a standard normal prior, times s. With a single pair
 * only the term between the samples is left.
 *
 * ```ts
 * const prior = randomNormal([100, 8], new Rng(1));
 * const discrepancy = maximumMeanDiscrepancy(codes, prior); // codes: a tensor [100, 8]
 * ```
 *
 * @throws ArgumentError unless both samples have the same shape, or for an unknown kernel.
 */
export function maximumMeanDiscrepancy(
  x: tf.Tensor2D,
  y: tf.Tensor2D,
  kernel: MmdKernel = 'inverse-multiquadratic',
): tf.Scalar {
  checkOneOf('kernel', kernel, MMD_KERNELS);
  if (String(y.shape) !== String(x.shape)) throw new ArgumentError('y', `the shape of x, [${x.shape}]`, y.shape);
  const [count, dimension] = x.shape;
  // The kernel of every sample with itself is 1 at each scale.
  const diagonal = count * SCALES.length;
  const pairs = Math.max(count * (count - 1), 1);
  const total = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.sum(kernelMatrix(squaredDistances(a, b), kernel, 2 * dimension));
  return tf.tidy(() => {
    const within = tf.div(tf.sub(tf.add(total(x, x), total(y, y)), 2 * diagonal), pairs);
    return tf.sub(within, tf.mul(total(x, y), 2 / count ** 2)) as tf.Scalar;
  });
}

function kernelMatrix(distances: tf.Tensor2D, kernel: MmdKernel, base: number): tf.Tensor2D {
  const at = (c: number) =>
    kernel === 'gaussian' ? tf.exp(tf.neg(tf.div(distances, c))) : tf.div(c, tf.add(distances, c));
  return sumTensors(SCALES.map((scale) => at(scale * base))) as tf.Tensor2D;
}

/** Returns |a - b|² for all pairs of rows, [n, m]. */
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const [aa, bb] = [a, b].map((points) => tf.sum(tf.square(points), 1, true));
  return tf.relu(tf.sub(tf.add(aa, tf.transpose(bb)), tf.mul(tf.matMul(a, b, false, true), 2))) as tf.Tensor2D;
}
