import type { ImageShape, Rng } from '@ae-lab/base';

import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Maps images to latent codes. */
export interface Encoder {
  /** [height, width, channels] of the images that it takes. */
  readonly imageShape: ImageShape;
  /** Numbers a code. */
  readonly latentDim: number;
  /** images [n, height, width, channels] in [0, 1] to codes [n, latentDim]; the same images give the same codes. */
  encode(images: tf.Tensor4D): tf.Tensor2D;
}

/** Maps latent codes to images. */
export interface Decoder {
  /** [height, width, channels] of the images that it gives. */
  readonly imageShape: ImageShape;
  /** Numbers a code. */
  readonly latentDim: number;
  /** codes [n, latentDim] to images [n, height, width, channels]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D;
}

/** An encoder that is a network, to be trained further or saved within another model. */
export interface NetworkEncoder extends Encoder {
  /** A copy of the network from images to codes [n, latentDim]; it belongs to the caller. */
  copyEncoder(): LayersModel;
}

/** A normal distribution with diagonal covariance over the codes of each image. */
export interface Posterior {
  /** [n, latentDim]. */
  readonly mean: tf.Tensor2D;
  /** The natural logarithm of the variances, [n, latentDim]. */
  readonly logVariance: tf.Tensor2D;
}

/** A decoder of codes from a standard normal prior, with an approximate posterior q(code | image); codes are its means. */
export interface LatentVariableModel extends Encoder, Decoder {
  /** q(code | image) for images [n, height, width, channels] in [0, 1]. */
  posterior(images: tf.Tensor4D): Posterior;
  /** ln p(image | code) in nats, [n], for images [n, height, width, channels] in [0, 1] and codes [n, latentDim]. */
  logLikelihood(images: tf.Tensor4D, codes: tf.Tensor2D): tf.Tensor1D;
}

/** Maps images to their approximation by a model. */
export interface Reconstructor {
  /** [height, width, channels] of the images that it takes and gives. */
  readonly imageShape: ImageShape;
  /** images [n, height, width, channels] in [0, 1] to reconstructions of the same shape. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D;
}

/** Draws new images. */
export interface Generator {
  /** [height, width, channels] of the images that it gives. */
  readonly imageShape: ImageShape;
  /** `count` new images [count, height, width, channels]. */
  generate(count: number, rng: Rng): tf.Tensor4D;
}

/** Assigns images to classes. */
export interface Classifier {
  /** [height, width, channels] of the images that it takes. */
  readonly imageShape: ImageShape;
  /** How many classes there are, the logits an image gets. */
  readonly classes: number;
  /** images [n, height, width, channels] in [0, 1] to unnormalised log probabilities [n, classes]. */
  logits(images: tf.Tensor4D): tf.Tensor2D;
}

/** Maps images to features in which distances mean something. */
export interface FeatureExtractor {
  /** [height, width, channels] of the images that it takes. */
  readonly imageShape: ImageShape;
  /** Numbers that an image becomes. */
  readonly featureDim: number;
  /** images [n, height, width, channels] in [0, 1] to features [n, featureDim]. */
  features(images: tf.Tensor4D): tf.Tensor2D;
}

/** Some images of a data set on the device. Whoever asked for the batch disposes its tensors. */
export interface Batch {
  /** [n, height, width, channels], float32 in [0, 1]. */
  readonly images: tf.Tensor4D;
  /** [n], int32; absent when the data set has no labels. */
  readonly labels?: tf.Tensor1D;
  /** What a regression learns, [n, outputs]; absent where there is nothing but labels. */
  readonly targets?: tf.Tensor2D;
  /** Where each image stands in the data set. */
  readonly indices: Int32Array;
}

/** Images with optional labels, read in batches. */
export interface ImageDataset {
  /** How many images there are. */
  readonly size: number;
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  /** One class index an image, in [0, classes). */
  readonly labels?: Int32Array;
  /** How many classes there are; 0 without labels. */
  readonly classes: number;
  /** The images at `indices`, each in [0, size), in that order. */
  batch(indices: ArrayLike<number>): Batch;
}
