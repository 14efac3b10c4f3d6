import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** Compares images with reconstructions, both [n, height, width, channels] in [0, 1]: one number an image, [n]. */
export type ReconstructionMetric = (images: Tensor4D, reconstructions: Tensor4D) => Tensor1D;
