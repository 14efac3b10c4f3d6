import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';
import { LEARNING_RATE } from '../kinds';
import type { Optimizer } from './optimizer';
import { type Schedule, toSchedule } from './schedule';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** At least 0, or a schedule. Default 0.001. */
  readonly learningRate?: number | Schedule;
  /** The fraction of the first moment kept from step to step, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** The fraction of the second moment kept from step to step, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment, at least 0. Default 1e-7. */
  readonly epsilon?: number;
}

/** Options of {@link adamW}. */
export interface AdamWOptions extends AdamOptions {
  /** The decay of the weights, at least 0: each step shrinks them by this times the learning rate. Default 0.01. */
  readonly weightDecay?: number;
}

const ADAM_OPTIONS = {
  learningRate: optional(LEARNING_RATE, 0.001),
  beta1: optional(kind.number({ from: 0, below: 1 }), 0.9),
  beta2: optional(kind.number({ from: 0, below: 1 }), 0.999),
  epsilon: optional(kind.number({ from: 0 }), 1e-7),
} satisfies Description<AdamOptions>;

const ADAM_W_OPTIONS = {
  ...ADAM_OPTIONS,
  weightDecay: optional(kind.number({ from: 0 }), 0.01),
} satisfies Description<AdamWOptions>;

/**
 * Returns Adam with bias correction (Kingma and Ba 2015, arXiv:1412.6980v9, algorithm 1).
 *
 * ```ts
 * import { adam, cosineDecay } from '@ae-lab/core';
 *
 * const constant = adam({ learningRate: 0.001 });
 * const decaying = adam({ learningRate: cosineDecay({ peak: 0.002 }), beta1: 0.5 });
 * ```
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return { ...adamW({ ...readOptions('adam', options, ADAM_OPTIONS), weightDecay: 0 }), name: 'adam' };
}

/**
 * Returns Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101v3, algorithm 2). The decay is scaled by
 * the learning rate, as in PyTorch.
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = readOptions('adamW', options, ADAM_W_OPTIONS);
  return {
    name: 'adamw',
    learningRate: toSchedule(learningRate),
    slots: ['firstMoment', 'secondMoment'],
    update(variable, gradient, [firstMoment, secondMoment], { learningRate: rate, count }) {
      const attributes = { learningRate: rate, beta1, beta2, epsilon, weightDecay, step: count };
      const fused = runFused('AeLabAdam', { variable, gradient, firstMoment, secondMoment }, attributes);
      if (fused !== undefined) return fused;
      const first = tf.add(tf.mul(firstMoment, beta1), tf.mul(gradient, 1 - beta1));
      const second = tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const denominator = tf.add(tf.sqrt(tf.div(second, 1 - beta2 ** count)), epsilon);
      const change = tf.div(tf.mul(first, rate / (1 - beta1 ** count)), denominator);
      return [tf.sub(tf.mul(variable, 1 - rate * weightDecay), change), first, second];
    },
  };
}
