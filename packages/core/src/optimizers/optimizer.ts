import type * as tf from '@tensorflow/tfjs-core';
import type { Schedule } from './schedule';

/** The position of an update in the training. */
export interface UpdateStep {
  /** The schedule's value at this step, at least 0. */
  readonly learningRate: number;
  /** The number of updates of this variable so far, including this one: 1 at the first. */
  readonly count: number;
}

/**
 * A rule that computes new values of variables from gradients. It has no state of its own: `fit` keeps its moments, as the slots
 * of each variable, so that one optimizer may serve many trainings.
 */
export interface Optimizer {
  /** The name of the rule, such as 'adam'. */
  readonly name: string;
  /** The learning rate at each step; a constant one is a function too. */
  readonly learningRate: Schedule;
  /** The names of the tensors kept for each variable, of the variable's shape and zero at first. */
  readonly slots: readonly string[];
  /** Returns the new value of the variable, then those of its slots, and leaves its inputs unchanged. */
  update(variable: tf.Tensor, gradient: tf.Tensor, slots: readonly tf.Tensor[], step: UpdateStep): tf.Tensor[];
}
