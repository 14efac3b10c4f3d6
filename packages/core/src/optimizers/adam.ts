import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';
import { LEARNING_RATE } from '../kinds';
import type { Optimizer } from './optimizer';
import { type Schedule, toSchedule } from './schedule';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Default 0.001. */
  readonly learningRate?: number | Schedule;
  /** How much of the first moment stays from step to step, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** How much of the second moment stays from step to step, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-7. */
  readonly epsilon?: number;
}

/** Options of {@link adamW}. */
export interface AdamWOptions extends AdamOptions {
  /** Shrinks each weight by this times the learning rate at every step. Default 0.01. */
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

/** Adam with bias correction (Kingma and Ba 2015, arXiv:1412.6980v9, algorithm 1). */
export function adam(options: AdamOptions = {}): Optimizer {
  return { ...adamW({ ...readOptions('adam', options, ADAM_OPTIONS), weightDecay: 0 }), name: 'adam' };
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101v3, algorithm 2; scaled as in PyTorch). */
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
