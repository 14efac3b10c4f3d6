import type * as tf from '@tensorflow/tfjs-core';

/** Compares images with reconstructions, both [n, height, width, channels] in [0, 1], and returns one number per image, [n]. */
export type ReconstructionMetric = (images: tf.Tensor4D, reconstructions: tf.Tensor4D) => tf.Tensor1D;
