import { ArgumentError } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkPair } from './check-pair';
import { type DataRangeOptions, readDataRange } from './data-range';

const WINDOW = 11;
const SIGMA = 1.5;

/** Options of {@link ssim}. */
export interface SsimOptions extends DataRangeOptions {}

/**
 * Returns the structural similarity (SSIM) of each image: Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error
 * visibility to structural similarity", equation 13, averaged over positions and channels:
 *
 *     (2 μx μy + C1) (2 σxy + C2) / ((μx² + μy² + C1) (σx² + σy² + C2)),   C1 = (0.01 R)², C2 = (0.03 R)²
 *
 * with local means, variances and covariance under an 11 x 11 Gaussian window of standard deviation 1.5, and the data range R.
 * Only positions where the whole window lies inside the image count (no padding), so the map is 10 pixels smaller than the image
 * in height and width. Equals scikit-image's `structural_similarity` with `gaussian_weights=True, sigma=1.5,
 * use_sample_covariance=False, data_range=R`, which crops its map in the same way.
 *
 * Unit: none. Range: [-1, 1]. Higher is better; 1 for identical images.
 *
 * @param images [n, height, width, channels]; height and width at least 11.
 * @param reconstructions of the same shape.
 * @returns [n].
 * @throws ArgumentError if the shapes differ, the images are smaller than the window, or `dataRange` is not a positive number.
 */
export function ssim(images: tf.Tensor4D, reconstructions: tf.Tensor4D, options: SsimOptions = {}): tf.Tensor1D {
  const dataRange = readDataRange(options);
  checkPair(images, reconstructions);
  const [, height, width] = images.shape;
  if (height < WINDOW || width < WINDOW) {
    throw new ArgumentError('images', `height and width of at least ${WINDOW}, the window of SSIM`, images.shape);
  }
  const [c1, c2] = [(0.01 * dataRange) ** 2, (0.03 * dataRange) ** 2];
  return tf.tidy(() => {
    const moments: tf.Tensor4D[] = [
      images,
      reconstructions,
      tf.square(images),
      tf.square(reconstructions),
      tf.mul(images, reconstructions),
    ];
    const [meanX, meanY, meanXX, meanYY, meanXY] = tf.split(blur(tf.concat<tf.Tensor4D>(moments)), moments.length);
    const squaredMeans = tf.add(tf.square(meanX), tf.square(meanY));
    const productOfMeans = tf.mul(meanX, meanY);
    const variances = tf.sub(tf.add(meanXX, meanYY), squaredMeans);
    const covariance = tf.sub(meanXY, productOfMeans);
    const numerator = tf.mul(tf.add(tf.mul(productOfMeans, 2), c1), tf.add(tf.mul(covariance, 2), c2));
    return tf.mean<tf.Tensor1D>(tf.div(numerator, tf.mul(tf.add(squaredMeans, c1), tf.add(variances, c2))), [1, 2, 3]);
  });
}

/** Averages under the Gaussian window, one axis after the other: [n, h, w, c] to [n, h - 10, w - 10, c]. */
function blur(images: tf.Tensor4D): tf.Tensor4D {
  const channels = images.shape[3];
  const weights = Array.from({ length: WINDOW }, (_, i) => Math.exp(-0.5 * ((i - (WINDOW - 1) / 2) / SIGMA) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight);
  const window = weights.flatMap((weight) => new Array<number>(channels).fill(weight / total));
  const vertical = tf.tensor4d(window, [WINDOW, 1, channels, 1]);
  const horizontal = tf.tensor4d(window, [1, WINDOW, channels, 1]);
  return tf.depthwiseConv2d(tf.depthwiseConv2d(images, vertical, 1, 'valid'), horizontal, 1, 'valid');
}
