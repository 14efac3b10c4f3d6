import { add, mul, sub } from '@tensorflow/tfjs-core';
import { checkNumber, checkOptions } from '../check';
import { runFused } from '../kernels';
import type { Optimizer } from './optimizer';
import { type Schedule, toSchedule } from './schedule';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** How much of the velocity stays from step to step, in [0, 1). Default 0. */
  readonly momentum?: number;
}

/** Stochastic gradient descent with momentum: v = momentum v + g; w = w - rate v (Sutskever et al. 2013, as in PyTorch). */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkOptions('sgd', options, { learningRate: true, momentum: true });
  const { learningRate = 0.01, momentum = 0 } = options;
  checkNumber('momentum', momentum, 0, 1);
  return {
    name: 'sgd',
    learningRate: toSchedule(learningRate),
    slots: ['velocity'],
    update(variable, gradient, [velocity], step) {
      const attributes = { learningRate: step.learningRate, momentum };
      const fused = runFused('AeLabSgd', { variable, gradient, velocity }, attributes);
      if (fused !== undefined) return fused;
      const next = add(mul(velocity, momentum), gradient);
      return [sub(variable, mul(next, step.learningRate)), next];
    },
  };
}
