import {
  add,
  clipByValue,
  customGrad,
  div,
  type GradSaveFunc,
  log,
  mean,
  mul,
  neg,
  reshape,
  type Scalar,
  squaredDifference,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';

/** Keeps the logarithm finite where a sigmoid has saturated. */
const EPSILON = 1e-7;

/** How far a reconstruction is from its image, by name. */
export const RECONSTRUCTION_LOSSES = ['mse', 'bce'] as const;

/** Squared error or binary cross-entropy in nats; see {@link reconstructionLoss}. */
export type ReconstructionLossName = (typeof RECONSTRUCTION_LOSSES)[number];

/**
 * A loss between images and their reconstruction, both [n, height, width, channels].
 *
 * @param reduction `mean`: over pixels and images, as errors are reported; `sum`: summed over the pixels and averaged over the
 *   images, in nats an image for `bce`, as a reconstruction term stands beside a KL divergence.
 */
export type ReconstructionLoss = (images: Tensor, reconstruction: Tensor, reduction?: Reduction) => Scalar;

/** The mean over pixels, as a plain loss has it, or their sum, which belongs beside terms in nats an image. */
export type Reduction = 'mean' | 'sum';

/** The loss of that name: {@link squaredError} for 'mse', {@link binaryCrossEntropy} for 'bce'. */
export function reconstructionLoss(name: ReconstructionLossName): ReconstructionLoss {
  return name === 'mse' ? squaredError : binaryCrossEntropy;
}

/** (image - reconstruction)², at least 0. */
export const squaredError: ReconstructionLoss = (images, reconstruction, reduction = 'mean') =>
  reduced(
    'mse',
    images,
    reconstruction,
    reduction,
    (x, y) => squaredDifference(x, y),
    (x, y) => mul(sub(y, x), 2),
  );

/**
 * -image log(reconstruction) - (1 - image) log(1 - reconstruction), in nats, for both in [0, 1]: the negative log-likelihood
 * of a Bernoulli distribution a pixel. The reconstruction is kept 1e-7 away from 0 and 1.
 */
export const binaryCrossEntropy: ReconstructionLoss = (images, reconstruction, reduction = 'mean') =>
  reduced(
    'bce',
    images,
    reconstruction,
    reduction,
    (x, y) => {
      const p = clipByValue(y, EPSILON, 1 - EPSILON);
      return neg(add(mul(x, log(p)), mul(sub(1, x), log(sub(1, p)))));
    },
    (x, y) => {
      const p = clipByValue(y, EPSILON, 1 - EPSILON);
      return div(sub(p, x), mul(p, sub(1, p)));
    },
  );

/** An elementwise loss, reduced, as one node of the gradient tape; only the reconstruction gets a gradient. */
function reduced(
  loss: ReconstructionLossName,
  images: Tensor,
  reconstruction: Tensor,
  reduction: Reduction,
  elementwise: (image: Tensor, reconstruction: Tensor) => Tensor,
  derivative: (image: Tensor, reconstruction: Tensor) => Tensor,
): Scalar {
  const divisor = reduction === 'mean' ? images.size : images.shape[0];
  const plainValue = (output: Tensor) => {
    const losses = elementwise(images, output);
    // First within each image: a float32 sum over all pixels of a batch would lose digits.
    const perImage = reshape(losses, [losses.shape[0], -1]);
    return mean(reduction === 'mean' ? mean(perImage, 1) : sum(perImage, 1));
  };
  const apply = customGrad((...[output, save]: (Tensor | GradSaveFunc)[]) => {
    const inputs = { images, reconstruction: output as Tensor };
    const fused = runFused('AeLabReconstructionLoss', inputs, { loss, divisor });
    (save as GradSaveFunc)([images, output as Tensor]);
    return {
      value: fused?.[0] ?? plainValue(output as Tensor),
      gradFunc(dy: Tensor, [x, y]: Tensor[]) {
        const saved = { dy, images: x, reconstruction: y };
        const gradient = runFused('AeLabReconstructionLossGradient', saved, { loss, divisor });
        return gradient?.[0] ?? mul(derivative(x, y), div(dy, divisor));
      },
    };
  });
  return apply(reconstruction) as Scalar;
}
