import { checkNumber, checkOptions } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { meanSquaredError } from './mean-squared-error';

/** Options of {@link psnr}. */
export interface PsnrOptions {
  /** The largest minus the smallest possible value of a pixel, above 0; default 1. */
  readonly dataRange?: number;
}

/**
 * Peak signal-to-noise ratio of each image: 10 log10(R² / MSE), where R is the data range and MSE the image's
 * {@link meanSquaredError}.
 *
 * Unit: decibel. Range: [0, Infinity] for values in a range of R. Higher is better; identical images give Infinity. The
 * mean over images is the mean of these values, not the ratio of a mean error; one perfect image makes it infinite.
 *
 * @param images [n, height, width, channels].
 * @param reconstructions of the same shape.
 * @returns [n].
 * @throws ArgumentError if the shapes differ or hold no pixel, or `dataRange` is not a positive number.
 */
export function psnr(images: tf.Tensor4D, reconstructions: tf.Tensor4D, options: PsnrOptions = {}): tf.Tensor1D {
  checkOptions('options', options, { dataRange: true });
  const dataRange = checkNumber('dataRange', options.dataRange ?? 1, { from: Number.MIN_VALUE });
  return tf.tidy(() =>
    tf.mul(tf.log(tf.mul(meanSquaredError(images, reconstructions), dataRange ** -2)), -10 / Math.LN10),
  );
}
