import type { ImageShape, Rng } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Maps images to latent codes. */
export interface Encoder {
  /** [height, width, channels] of the input images. */
  readonly imageShape: ImageShape;
  /** The size of a code. */
  readonly latentDim: number;
  /** Maps images [n, height, width, channels] in [0, 1] to codes [n, latentDim]. The same images have the same codes. */
  encode(images: tf.Tensor4D): tf.Tensor2D;
}

/** Maps latent codes to images. */
export interface Decoder {
  /** [height, width, channels] of the output images. */
  readonly imageShape: ImageShape;
  /** The size of a code. */
  readonly latentDim: number;
  /** Maps codes [n, latentDim] to images [n, height, width, channels]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D;
}

/** An encoder that is a network, to be fine-tuned or saved within another model. */
export interface NetworkEncoder extends Encoder {
  /** Returns a copy of the network from images to codes [n, latentDim]. The caller disposes it. */
  copyEncoder(): LayersModel;
}

/** A normal distribution with diagonal covariance over the codes of each image. */
export interface Posterior {
  /** The means, [n, latentDim]. */
  readonly mean: tf.Tensor2D;
  /** The natural logarithm of the variances, [n, latentDim]. */
  readonly logVariance: tf.Tensor2D;
}

/** A decoder of codes from a standard normal prior, with an approximate posterior q(code | image), whose means `encode` returns. */
export interface LatentVariableModel extends Encoder, Decoder {
  /** Returns q(code | image) for images [n, height, width, channels] in [0, 1]. */
  posterior(images: tf.Tensor4D): Posterior;
  /** Returns ln p(image | code) in nats, [n], for images [n, height, width, channels] in [0, 1] and codes [n, latentDim]. */
  logLikelihood(images: tf.Tensor4D, codes: tf.Tensor2D): tf.Tensor1D;
}

/** Maps images to their reconstructions by a model. */
export interface Reconstructor {
  /** [height, width, channels] of the input and output images. */
  readonly imageShape: ImageShape;
  /** Maps images [n, height, width, channels] in [0, 1] to reconstructions of the same shape. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D;
}

/** Generates new images. */
export interface Generator {
  /** [height, width, channels] of the output images. */
  readonly imageShape: ImageShape;
  /** Returns `count` new images [count, height, width, channels]. */
  generate(count: number, rng: Rng): tf.Tensor4D;
}

/** Assigns images to classes. */
export interface Classifier {
  /** [height, width, channels] of the input images. */
  readonly imageShape: ImageShape;
  /** The number of classes, which is that of the logits per image. */
  readonly classes: number;
  /** Maps images [n, height, width, channels] in [0, 1] to unnormalised log probabilities [n, classes]. */
  logits(images: tf.Tensor4D): tf.Tensor2D;
}

/** Maps images to features whose distances reflect how similar the images are. */
export interface FeatureExtractor {
  /** [height, width, channels] of the input images. */
  readonly imageShape: ImageShape;
  /** The number of features per image. */
  readonly featureDim: number;
  /** Maps images [n, height, width, channels] in [0, 1] to features [n, featureDim]. */
  features(images: tf.Tensor4D): tf.Tensor2D;
}

/** Some images of a data set as tensors, which the caller disposes. */
export interface Batch {
  /** The images, [n, height, width, channels], float32 in [0, 1]. */
  readonly images: tf.Tensor4D;
  /** The labels, [n], int32; absent when the data set has none. */
  readonly labels?: tf.Tensor1D;
  /** The targets of a regression, [n, outputs]; absent for other data sets. */
  readonly targets?: tf.Tensor2D;
  /** The index of each image in the data set. */
  readonly indices: Int32Array;
}

/** Images with optional labels, read in batches. */
export interface ImageDataset {
  /** The number of images. */
  readonly size: number;
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  /** The class index of each image, in [0, classes). */
  readonly labels?: Int32Array;
  /** The number of classes; 0 without labels. */
  readonly classes: number;
  /** Returns the images at `indices`, each in [0, size), in that order. */
  batch(indices: ArrayLike<number>): Batch;
}
