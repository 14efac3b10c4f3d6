import { type Kind, kind } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';

/** Keeps the logarithm finite where a sigmoid has saturated. */
const EPSILON = 1e-7;

/** The name of a loss: 'mse' is {@link squaredErrorLoss}, 'bce' is {@link binaryCrossEntropyLoss}. */
export type ReconstructionLossName = 'mse' | 'bce';

/** Every {@link ReconstructionLossName}. */
export const RECONSTRUCTION_LOSSES = ['mse', 'bce'] as const satisfies ReconstructionLossName[];

/** The kind of a {@link ReconstructionLossName}. */
export const RECONSTRUCTION_LOSS = kind.choice(RECONSTRUCTION_LOSSES);

/**
 * A loss between images and their reconstruction, both [n, height, width, channels]. Only the reconstruction gets a gradient.
 *
 * @param reduction 'mean' (the default) or 'sum'; see {@link Reduction}.
 * @throws ArgumentError for another reduction.
 */
export type ReconstructionLoss = (images: tf.Tensor, reconstruction: tf.Tensor, reduction?: Reduction) => tf.Scalar;

/**
 * The reduction of the losses of pixels: 'mean' over pixels and images, as errors are reported, or 'sum' over the pixels and the
 * mean over the images. For `bce` the latter is in nats per image, the unit of a KL divergence added to it.
 */
export type Reduction = 'mean' | 'sum';

const REDUCTION: Kind<Reduction> = kind.choice(['mean', 'sum']);

/** Returns the loss of that name. Throws an ArgumentError for another name. */
export function reconstructionLoss(name: ReconstructionLossName): ReconstructionLoss {
  return RECONSTRUCTION_LOSS.read('name', name) === 'mse' ? squaredErrorLoss : binaryCrossEntropyLoss;
}

/**
 * (image - reconstruction)², at least 0.
 *
 * ```ts
 * import { squaredErrorLoss } from '@ae-lab/core';
 * import { ones, zeros } from '@tensorflow/tfjs-core';
 *
 * squaredErrorLoss(zeros([2, 8, 8, 1]), ones([2, 8, 8, 1]), 'sum').print(); // 64
 * ```
 */
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
 * of one Bernoulli distribution per pixel. The reconstruction is kept 1e-7 away from 0 and 1.
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

/** Returns an elementwise loss, reduced, as one node of the gradient tape. Only the reconstruction gets a gradient. */
function reduced(
  loss: ReconstructionLossName,
  images: tf.Tensor,
  reconstruction: tf.Tensor,
  reduction: Reduction,
  elementwise: (image: tf.Tensor, reconstruction: tf.Tensor) => tf.Tensor,
  derivative: (image: tf.Tensor, reconstruction: tf.Tensor) => tf.Tensor,
): tf.Scalar {
  const divisor = REDUCTION.read('reduction', reduction) === 'mean' ? images.size : images.shape[0];
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
