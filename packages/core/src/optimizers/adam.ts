import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { checkNumber, checkOptions } from '../check';
import { runFused } from '../kernels';
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

const ADAM_OPTIONS = { learningRate: true, beta1: true, beta2: true, epsilon: true } as const;

/** Adam with bias correction (Kingma and Ba 2015, arXiv:1412.6980v9, algorithm 1). */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptions('adam', options, ADAM_OPTIONS);
  return { ...adamW({ ...options, weightDecay: 0 }), name: 'adam' };
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101v3, algorithm 2; scaled as in PyTorch). */
export function adamW(options: AdamWOptions = {}): Optimizer {
  checkOptions('adamW', options, { ...ADAM_OPTIONS, weightDecay: true });
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0.01 } = options;
  checkNumber('beta1', beta1, 0, 1);
  checkNumber('beta2', beta2, 0, 1);
  checkNumber('epsilon', epsilon, 0);
  checkNumber('weightDecay', weightDecay, 0);
  return {
    name: 'adamw',
    learningRate: toSchedule(learningRate),
    slots: ['firstMoment', 'secondMoment'],
    update(variable, gradient, [firstMoment, secondMoment], { learningRate: rate, count }) {
      const attributes = { learningRate: rate, beta1, beta2, epsilon, weightDecay, step: count };
      const fused = runFused('AeLabAdam', { variable, gradient, firstMoment, secondMoment }, attributes);
      if (fused !== undefined) return fused;
      const first = add(mul(firstMoment, beta1), mul(gradient, 1 - beta1));
      const second = add(mul(secondMoment, beta2), mul(square(gradient), 1 - beta2));
      const denominator = add(sqrt(div(second, 1 - beta2 ** count)), epsilon);
      const change = div(mul(first, rate / (1 - beta1 ** count)), denominator);
      return [sub(mul(variable, 1 - rate * weightDecay), change), first, second];
    },
  };
}
