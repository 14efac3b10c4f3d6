import type { Posterior } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns KL(q || p) in nats of each element of the code, [n, latentDim], at least 0, from a posterior to the standard normal prior in
 * closed form: (mean² + variance - 1 - ln variance) / 2 (Kingma and Welling 2014, arXiv:1312.6114v10, appendix B). The log
 * variance is not clipped, since that would remove its gradient: float32 holds exp up to 88, and a training that goes beyond ends
 * with an error that names the term.
 */
export function klDivergence({ mean, logVariance }: Posterior): tf.Tensor2D {
  return tf.tidy(
    () => tf.mul(tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1)), 0.5) as tf.Tensor2D,
  );
}
