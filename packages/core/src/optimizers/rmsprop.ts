import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';
import { LEARNING_RATE } from '../kinds';
import type { Optimizer } from './optimizer';
import { type Schedule, toSchedule } from './schedule';

/** Options of {@link rmsprop}. */
export interface RmsPropOptions {
  /** At least 0, or a schedule. Default 0.001. */
  readonly learningRate?: number | Schedule;
  /** The fraction of the mean square kept from step to step, in [0, 1). Default 0.9. */
  readonly decay?: number;
  /** Added to the root of the mean square, at least 0. Default 1e-7. */
  readonly epsilon?: number;
}

const RMSPROP_OPTIONS = {
  learningRate: optional(LEARNING_RATE, 0.001),
  decay: optional(kind.number({ from: 0, below: 1 }), 0.9),
  epsilon: optional(kind.number({ from: 0 }), 1e-7),
} satisfies Description<RmsPropOptions>;

/** Returns RMSProp: s = decay s + (1 - decay) g²; w = w - rate g / (sqrt(s) + epsilon) (Tieleman and Hinton 2012, lecture 6.5). */
export function rmsprop(options: RmsPropOptions = {}): Optimizer {
  const { learningRate, decay, epsilon } = readOptions('rmsprop', options, RMSPROP_OPTIONS);
  return {
    name: 'rmsprop',
    learningRate: toSchedule(learningRate),
    slots: ['meanSquare'],
    update(variable, gradient, [meanSquare], step) {
      const attributes = { learningRate: step.learningRate, decay, epsilon };
      const fused = runFused('AeLabRmsProp', { variable, gradient, meanSquare }, attributes);
      if (fused !== undefined) return fused;
      const next = tf.add(tf.mul(meanSquare, decay), tf.mul(tf.square(gradient), 1 - decay));
      const change = tf.div(tf.mul(gradient, step.learningRate), tf.add(tf.sqrt(next), epsilon));
      return [tf.sub(variable, change), next];
    },
  };
}
