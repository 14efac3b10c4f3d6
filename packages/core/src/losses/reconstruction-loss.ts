import { kind } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';

/** Keeps the logarithm finite where a sigmoid has saturated. */
const EPSILON = 1e-7;

/** The names of the losses between images and reconstructions. */
export const RECONSTRUCTION_LOSSES = ['mse', 'bce'] as const;

/** One of {@link RECONSTRUCTION_LOSSES}. */
export const RECONSTRUCTION_LOSS = kind.choice(RECONSTRUCTION_LOSSES);

/** Squared error or binary cross-entropy in nats; see {@link reconstructionLoss}. */
export type ReconstructionLossName = (typeof RECONSTRUCTION_LOSSES)[number];

/**
 * A loss between images and their reconstruction, both [n, height, width, channels].
 *
 * @param reduction `mean`: over pixels and images, as errors are reported; `sum`: summed over the pixels and averaged over the
 *   images, in nats an image for `bce`, as a reconstruction term stands beside a KL divergence.
 */
export type ReconstructionLoss = (images: tf.Tensor, reconstruction: tf.Tensor, reduction?: Reduction) => tf.Scalar;

/** The mean over pixels, as a plain loss has it, or their sum, which belongs beside terms in nats an image. */
export type Reduction = 'mean' | 'sum';

/** The loss of that name: {@link squaredErrorLoss} for 'mse', {@link binaryCrossEntropyLoss} for 'bce'. */
export function reconstructionLoss(name: ReconstructionLossName): ReconstructionLoss {
  return name === 'mse' ? squaredErrorLoss : binaryCrossEntropyLoss;
}

/** (image - reconstruction)², at least 0. */
export const squaredErrorLoss: ReconstructionLoss = (images, reconstruction, reduction = 'mean') =>
  reduced(
    'mse',
    images,
    reconstruction,
    reduction,
    (x, y) => tf.squaredDifference(x, y),
    (x, y) => tf.mul(tf.sub(y, x), 2),
  );

/**
 * -image log(reconstruction) - (1 - image) log(1 - reconstruction), in nats, for both in [0, 1]: the negative log-likelihood
 * of a Bernoulli distribution a pixel. The reconstruction is kept 1e-7 away from 0 and 1.
 */
export const binaryCrossEntropyLoss: ReconstructionLoss = (images, reconstruction, reduction = 'mean') =>
  reduced(
    'bce',
    images,
    reconstruction,
    reduction,
    (x, y) => {
      const p = tf.clipByValue(y, EPSILON, 1 - EPSILON);
      return tf.neg(tf.add(tf.mul(x, tf.log(p)), tf.mul(tf.sub(1, x), tf.log(tf.sub(1, p)))));
    },
    (x, y) => {
      const p = tf.clipByValue(y, EPSILON, 1 - EPSILON);
      return tf.div(tf.sub(p, x), tf.mul(p, tf.sub(1, p)));
    },
  );

/** An elementwise loss, reduced, as one node of the gradient tape; only the reconstruction gets a gradient. */
function reduced(
  loss: ReconstructionLossName,
  images: tf.Tensor,
  reconstruction: tf.Tensor,
  reduction: Reduction,
  elementwise: (image: tf.Tensor, reconstruction: tf.Tensor) => tf.Tensor,
  derivative: (image: tf.Tensor, reconstruction: tf.Tensor) => tf.Tensor,
): tf.Scalar {
  const divisor = reduction === 'mean' ? images.size : images.shape[0];
  const plainValue = (output: tf.Tensor) => {
    const losses = elementwise(images, output);
    // First within each image: a float32 sum over all pixels of a batch would lose digits.
    const perImage = tf.reshape(losses, [losses.shape[0], -1]);
    return tf.mean(reduction === 'mean' ? tf.mean(perImage, 1) : tf.sum(perImage, 1));
  };
  const apply = tf.customGrad((...[output, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const inputs = { images, reconstruction: output as tf.Tensor };
    const fused = runFused('AeLabReconstructionLoss', inputs, { loss, divisor });
    (save as tf.GradSaveFunc)([images, output as tf.Tensor]);
    return {
      value: fused?.[0] ?? plainValue(output as tf.Tensor),
      gradFunc(dy: tf.Tensor, [x, y]: tf.Tensor[]) {
        const saved = { dy, images: x, reconstruction: y };
        const gradient = runFused('AeLabReconstructionLossGradient', saved, { loss, divisor });
        return gradient?.[0] ?? tf.mul(derivative(x, y), tf.div(dy, divisor));
      },
    };
  });
  return apply(reconstruction) as tf.Scalar;
}
