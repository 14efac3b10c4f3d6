import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';
import { LEARNING_RATE } from '../kinds';
import type { Optimizer } from './optimizer';
import { type Schedule, toSchedule } from './schedule';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** At least 0, or a schedule. Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** The fraction of the velocity kept from step to step, in [0, 1). Default 0. */
  readonly momentum?: number;
}

const SGD_OPTIONS = {
  learningRate: optional(LEARNING_RATE, 0.01),
  momentum: optional(kind.number({ from: 0, below: 1 }), 0),
} satisfies Description<SgdOptions>;

/**
 * Returns stochastic gradient descent with momentum: v = momentum v + g; w = w - rate v (Sutskever et al. 2013, in the form of
 * PyTorch).
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { learningRate, momentum } = readOptions('sgd', options, SGD_OPTIONS);
  return {
    name: 'sgd',
    learningRate: toSchedule(learningRate),
    slots: ['velocity'],
    update(variable, gradient, [velocity], step) {
      const attributes = { learningRate: step.learningRate, momentum };
      const fused = runFused('AeLabSgd', { variable, gradient, velocity }, attributes);
      if (fused !== undefined) return fused;
      const next = tf.add(tf.mul(velocity, momentum), gradient);
      return [tf.sub(variable, tf.mul(next, step.learningRate)), next];
    },
  };
}
