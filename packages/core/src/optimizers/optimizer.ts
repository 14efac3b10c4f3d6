import type { Tensor } from '@tensorflow/tfjs-core';
import type { Schedule } from './schedule';

/** Where an update stands. */
export interface UpdateStep {
  readonly learningRate: number;
  /** How many updates this variable has had, counting this one: 1 at the first. */
  readonly count: number;
}

/**
 * A rule that turns gradients into new values. It has no state of its own: what it remembers of a variable (moments) are
 * slots, kept by `fit`, so that one optimizer may serve many trainings.
 */
export interface Optimizer {
  readonly name: string;
  readonly learningRate: Schedule;
  /** The names of what is remembered for each variable, of the variable's shape and zero at first. */
  readonly slots: readonly string[];
  /** The new value of the variable, then those of its slots. The inputs stay as they are. */
  update(variable: Tensor, gradient: Tensor, slots: readonly Tensor[], step: UpdateStep): Tensor[];
}
