import { ArgumentError, type FeatureExtractor } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { laplacianPyramid } from './laplacian-pyramid';

/**
 * The distances between an image and the image decoded for it, by name:
 *
 * - `l2`: the mean over pixels of the squared difference.
 * - `l1`: the mean over pixels of the absolute difference.
 * - `laplacian`: Lap1 of Bojanowski et al. 2018 divided by the number of pixels, the sum over levels j = 0, 1, ... of the
 *   Laplacian pyramid of 4^j times the absolute differences: structures of all sizes count alike.
 * - `perceptual`: `l2` plus 0.01 times the mean over features of their squared difference (Johnson et al. 2016, "Perceptual
 *   losses for real-time style transfer and super-resolution", arXiv:1603.08155v1, equation 2), with the features of an extractor.
 */
export const IMAGE_LOSSES = ['l2', 'l1', 'laplacian', 'perceptual'] as const;

/** One of {@link IMAGE_LOSSES}. */
export type ImageLossName = (typeof IMAGE_LOSSES)[number];

/** The losses [n] of images and of the images decoded for them, both [n, height, width, channels]. */
export type ImageLoss = (images: tf.Tensor4D, decoded: tf.Tensor4D) => tf.Tensor1D;

/** The weight of the features beside the pixels in a perceptual loss. */
const FEATURE_WEIGHT = 0.01;

/** Returns the loss of that name. Throws an {@link ArgumentError} for a perceptual loss without an extractor. */
export function imageLoss(name: ImageLossName, extractor?: FeatureExtractor): ImageLoss {
  if (name === 'l2') return squared;
  if (name === 'l1') return absolute;
  if (name === 'laplacian') return laplacian;
  if (extractor === undefined) {
    throw new ArgumentError('featureExtractor', "one for the loss 'perceptual'", extractor);
  }
  return (images, decoded) =>
    tf.tidy(() => {
      const [wanted, features] = [extractor.features(images), extractor.features(decoded)];
      const distances = tf.mean(tf.squaredDifference(wanted, features), 1);
      return tf.add(squared(images, decoded), tf.mul(distances, FEATURE_WEIGHT)) as tf.Tensor1D;
    });
}

const squared: ImageLoss = (images, decoded) =>
  tf.tidy(() => tf.mean(tf.squaredDifference(images, decoded), [1, 2, 3]));

const absolute: ImageLoss = (images, decoded) => tf.tidy(() => tf.mean(tf.abs(tf.sub(images, decoded)), [1, 2, 3]));

const laplacian: ImageLoss = (images, decoded) =>
  tf.tidy(() => {
    const [, height, width] = images.shape;
    // The pyramid of a difference is the difference of the pyramids.
    const levels = laplacianPyramid(tf.sub(images, decoded)).map((level, j) => {
      const pixels = (level.shape[1] * level.shape[2]) / (height * width);
      return tf.mul(tf.mean(tf.abs(level), [1, 2, 3]), 4 ** j * pixels);
    });
    return levels.reduce((total, level) => tf.add(total, level)) as tf.Tensor1D;
  });
