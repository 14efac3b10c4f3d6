import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { checkNumber, checkOptions } from '../check';
import { runFused } from '../kernels';
import type { Optimizer } from './optimizer';
import { type Schedule, toSchedule } from './schedule';

/** Options of {@link rmsprop}. */
export interface RmsPropOptions {
  /** Default 0.001. */
  readonly learningRate?: number | Schedule;
  /** How much of the mean square stays from step to step, in [0, 1). Default 0.9. */
  readonly decay?: number;
  /** Added to the root of the mean square. Default 1e-7. */
  readonly epsilon?: number;
}

/** RMSProp: s = decay s + (1 - decay) g²; w = w - rate g / (sqrt(s) + epsilon) (Tieleman and Hinton 2012, lecture 6.5). */
export function rmsprop(options: RmsPropOptions = {}): Optimizer {
  checkOptions('rmsprop', options, { learningRate: true, decay: true, epsilon: true });
  const { learningRate = 0.001, decay = 0.9, epsilon = 1e-7 } = options;
  checkNumber('decay', decay, 0, 1);
  checkNumber('epsilon', epsilon, 0);
  return {
    name: 'rmsprop',
    learningRate: toSchedule(learningRate),
    slots: ['meanSquare'],
    update(variable, gradient, [meanSquare], step) {
      const attributes = { learningRate: step.learningRate, decay, epsilon };
      const fused = runFused('AeLabRmsProp', { variable, gradient, meanSquare }, attributes);
      if (fused !== undefined) return fused;
      const next = add(mul(meanSquare, decay), mul(square(gradient), 1 - decay));
      const change = div(mul(gradient, step.learningRate), add(sqrt(next), epsilon));
      return [sub(variable, change), next];
    },
  };
}
