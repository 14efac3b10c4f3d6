import type * as tf from '@tensorflow/tfjs-core';
import type { Schedule } from './schedule';

/** Where an update stands. */
export interface UpdateStep {
  /** What the schedule gives for this step, at least 0. */
  readonly learningRate: number;
  /** How many updates this variable has had, counting this one: 1 at the first. */
  readonly count: number;
}

/**
 * A rule that turns gradients into new values. It has no state of its own: what it remembers of a variable (moments) are
 * slots, kept by `fit`, so that one optimizer may serve many trainings.
 */
export interface Optimizer {
  /** Of the rule, 'adam' for instance. */
  readonly name: string;
  /** The rate at each step; constant ones too are functions. */
  readonly learningRate: Schedule;
  /** The names of what is remembered for each variable, of the variable's shape and zero at first. */
  readonly slots: readonly string[];
  /** The new value of the variable, then those of its slots. The inputs stay as they are. */
  update(variable: tf.Tensor, gradient: tf.Tensor, slots: readonly tf.Tensor[], step: UpdateStep): tf.Tensor[];
}
