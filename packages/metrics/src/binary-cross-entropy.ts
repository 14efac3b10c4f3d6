import { add, clipByValue, log, mean, mul, neg, sub, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { checkPair } from './check-pair';

/** Reconstructions are clamped to [EPSILON, 1 - EPSILON], so that a pixel costs at most 15.9 nats, -ln(2^-23). */
const EPSILON = 2 ** -23;

/**
 * Binary cross-entropy of each image: the mean over its pixels and channels of -(x ln y + (1 - x) ln(1 - y)), where x is
 * the image and y the reconstruction clamped to [2^-23, 1 - 2^-23] (2^-23 is the resolution of float32 near 1). Images
 * are not clamped.
 *
 * Unit: nats a pixel. Range: [0, 15.95]. Lower is better. The minimum, reached at y = x, is the entropy of the pixels: 0
 * only where every pixel is 0 or 1, so grey images do not reach 0.
 *
 * @param images [n, height, width, channels] in [0, 1].
 * @param reconstructions of the same shape.
 * @returns [n].
 * @throws ArgumentError if the shapes differ or hold no pixel.
 */
export function binaryCrossEntropy(images: Tensor4D, reconstructions: Tensor4D): Tensor1D {
  checkPair(images, reconstructions);
  return tidy(() => {
    const y = clipByValue(reconstructions, EPSILON, 1 - EPSILON);
    const logLikelihood = add(mul(images, log(y)), mul(sub(1, images), log(sub(1, y))));
    return neg(mean<Tensor1D>(logLikelihood, [1, 2, 3]));
  });
}
