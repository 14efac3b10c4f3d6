import type { ImageShape, Rng } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SampleRank, Shaped } from './data/dataset';

/** Maps samples of one rank, by default images, to latent codes. */
export type Encoder<R extends SampleRank = tf.Rank.R4> = Shaped<R> & {
  /** The size of a code. */
  readonly latentDim: number;
  /** Maps samples [n, ...], of images in [0, 1], to codes [n, latentDim]. The same samples have the same codes. */
  encode(samples: tf.Tensor<R>): tf.Tensor2D;
};

/** Maps latent codes to samples of one rank, by default images. */
export type Decoder<R extends SampleRank = tf.Rank.R4> = Shaped<R> & {
  /** The size of a code. */
  readonly latentDim: number;
  /** Maps codes [n, latentDim] to samples [n, ...]. */
  decode(codes: tf.Tensor2D): tf.Tensor<R>;
};

/** An encoder that is a network, to be fine-tuned or saved within another model. */
export type NetworkEncoder = Encoder & {
  /** Returns a copy of the network from images to codes [n, latentDim]. The caller disposes it. */
  copyEncoder(): LayersModel;
};

/** A normal distribution with diagonal covariance over the codes of each image. */
export interface Posterior {
  /** The means, [n, latentDim]. */
  readonly mean: tf.Tensor2D;
  /** The natural logarithm of the variances, [n, latentDim]. */
  readonly logVariance: tf.Tensor2D;
}

/** A decoder of codes from a standard normal prior, with an approximate posterior q(code | image), whose means `encode` returns. */
export type LatentVariableModel = Encoder &
  Decoder & {
    /** Returns q(code | image) for images [n, height, width, channels] in [0, 1]. */
    posterior(images: tf.Tensor4D): Posterior;
    /** Returns ln p(image | code) in nats, [n], for images [n, height, width, channels] in [0, 1] and codes [n, latentDim]. */
    logLikelihood(images: tf.Tensor4D, codes: tf.Tensor2D): tf.Tensor1D;
  };

/** Maps samples of one rank, by default images, to their reconstructions by a model. */
export type Reconstructor<R extends SampleRank = tf.Rank.R4> = Shaped<R> & {
  /** Maps samples [n, ...], of images in [0, 1], to reconstructions of the same shape. */
  reconstruct(samples: tf.Tensor<R>): tf.Tensor<R>;
};

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
