import * as tf from '@tensorflow/tfjs-core';
import type { Inputs } from './inputs';
import type { ModelKind } from './networks';

/** The operations that a TensorFlow.js peer provides for a loss. */
export interface Means {
  /** Applies a part in training mode. `constant`: whether the input needs no gradient. Default false. */
  apply(part: string, input: tf.Tensor, constant?: boolean): tf.Tensor;
  /** The mean squared error. */
  squaredError(images: tf.Tensor, reconstruction: tf.Tensor): tf.Scalar;
  /** The binary cross-entropy, summed over the pixels and averaged over the images. */
  crossEntropy(images: tf.Tensor, reconstruction: tf.Tensor): tf.Scalar;
  /** The mean cross-entropy of classes, for labels [n] and logits [n, 10]. */
  softmaxCrossEntropy(labels: tf.Tensor1D, logits: tf.Tensor2D): tf.Scalar;
  /** The mean binary cross-entropy of logits, all with one target. */
  sigmoidCrossEntropy(target: number, logits: tf.Tensor): tf.Scalar;
}

/** The inputs of one step; the noise is the same at every step. */
export interface StepInputs {
  readonly inputs: Inputs;
  readonly step: number;
  readonly images: tf.Tensor;
}

export interface ObjectiveDefinition {
  readonly name: string;
  /** The parts whose weights it trains. */
  readonly trains: readonly string[];
  loss(means: Means, step: StepInputs): tf.Scalar;
}

const REAL = 0.9;

/** Normally distributed values, [n, size]. */
function noise({ inputs, images }: StepInputs, which: 0 | 1, size: number): tf.Tensor2D {
  const n = images.shape[0];
  return tf.tensor2d(inputs.operand(which, n * size), [n, size]);
}

/** Returns the losses of a kind of model, which each step minimises one after the other. pytorch.py defines the same. */
export function objectives(kind: ModelKind, latentDim: number): readonly ObjectiveDefinition[] {
  switch (kind) {
    case 'autoencoder':
      return [
        {
          name: 'autoencoder',
          trains: ['encoder', 'decoder'],
          loss: ({ apply, squaredError }, { images }) =>
            squaredError(images, apply('decoder', apply('encoder', images, true))),
        },
      ];
    case 'variational':
      return [
        {
          name: 'variational',
          trains: ['encoder', 'decoder'],
          loss({ apply, crossEntropy }, step) {
            const encoded = apply('encoder', step.images, true);
            const mean = tf.slice(encoded, [0, 0], [-1, latentDim]);
            const logVariance = tf.slice(encoded, [0, latentDim], [-1, latentDim]);
            const code = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise(step, 0, latentDim)));
            const terms = tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance));
            const divergence = tf.mul(tf.sum(terms), -0.5 / step.images.shape[0]);
            return tf.add(crossEntropy(step.images, apply('decoder', code)), divergence);
          },
        },
      ];
    case 'classifier':
      return [
        {
          name: 'classifier',
          trains: ['network'],
          loss({ apply, softmaxCrossEntropy }, { inputs, step, images }) {
            const labels = tf.tensor1d(inputs.labels(step, images.shape[0]), 'int32');
            return softmaxCrossEntropy(labels, apply('network', images, true) as tf.Tensor2D);
          },
        },
      ];
    case 'gan':
      return [
        {
          name: 'discriminator',
          trains: ['discriminator'],
          loss({ apply, sigmoidCrossEntropy }, step) {
            const fakes = apply('generator', noise(step, 0, latentDim), true);
            const real = sigmoidCrossEntropy(REAL, apply('discriminator', step.images, true));
            return tf.add(real, sigmoidCrossEntropy(0, apply('discriminator', fakes, true)));
          },
        },
        {
          name: 'generator',
          trains: ['generator'],
          loss: ({ apply, sigmoidCrossEntropy }, step) =>
            sigmoidCrossEntropy(1, apply('discriminator', apply('generator', noise(step, 1, latentDim), true))),
        },
      ];
  }
}
