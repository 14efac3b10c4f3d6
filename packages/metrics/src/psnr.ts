import * as tf from '@tensorflow/tfjs-core';
import { type DataRangeOptions, readDataRange } from './data-range';
import { meanSquaredError } from './mean-squared-error';

/** Options of {@link psnr}. */
export interface PsnrOptions extends DataRangeOptions {}

/**
 * Returns the peak signal-to-noise ratio of each image: 10 log10(R² / MSE), where R is the data range and MSE the image's
 * {@link meanSquaredError}.
 *
 * Unit: decibel. Range: [0, Infinity] for values in a range of R. Higher is better; identical images give Infinity. Average these
 * values for the mean over images, not the squared errors; one perfect image makes that mean infinite.
 *
 * @param images [n, height, width, channels].
 * @param reconstructions of the same shape.
 * @returns [n].
 * @throws ArgumentError if the shapes differ or have no pixels, or `dataRange` is not a positive number.
 */
export function psnr(images: tf.Tensor4D, reconstructions: tf.Tensor4D, options: PsnrOptions = {}): tf.Tensor1D {
  const dataRange = readDataRange(options);
  return tf.tidy(() =>
    tf.mul(tf.log(tf.mul(meanSquaredError(images, reconstructions), dataRange ** -2)), -10 / Math.LN10),
  );
}
