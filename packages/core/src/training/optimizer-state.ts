import * as tf from '@tensorflow/tfjs-core';
import { OPTIMIZER } from '../kinds';
import type { Optimizer } from '../optimizers/optimizer';

/**
 * The state of an optimizer for the variables of one objective, such as moments, by the position of the variable.
 *
 * ```ts
 * const state = new OptimizerState(adam());
 * state.apply(variables, gradients, 0.001);
 * state.dispose();
 * ```
 */
export class OptimizerState {
  /** Number of updates so far. */
  count = 0;
  private slots: tf.Tensor[][] = [];

  constructor(private readonly optimizer: Optimizer) {
    OPTIMIZER.read('optimizer', optimizer);
  }

  /** Updates all variables that have a gradient. */
  apply(variables: readonly tf.Variable[], gradients: readonly (tf.Tensor | undefined)[], learningRate: number): void {
    this.count++;
    variables.forEach((variable, position) => {
      const gradient = gradients[position];
      if (gradient === undefined) return;
      const old = this.slotsAt(position, variable);
      const step = { learningRate, count: this.count };
      const [value, ...slots] = tf.tidy(() => this.optimizer.update(variable, gradient, old, step));
      variable.assign(value);
      for (const tensor of [value, ...old]) tensor.dispose();
      this.slots[position] = slots;
    });
  }

  /** Returns the slots by position and name, for a checkpoint; they are still owned here. */
  tensors(): Record<string, tf.Tensor> {
    const named = this.slots.flatMap((slots, position) =>
      slots.map((slot, i) => [`${position}.${this.optimizer.slots[i]}`, slot] as const),
    );
    return Object.fromEntries(named);
  }

  /** Returns the names of all slots of the variables that some of these slots belong to. */
  slotsLike(names: readonly string[]): string[] {
    const positions = new Set(names.flatMap((name) => /^(\d{1,5})\./.exec(name)?.[1] ?? []));
    return [...positions].flatMap((position) => this.optimizer.slots.map((slot) => `${position}.${slot}`));
  }

  /** Restores the count and the slots of {@link tensors}, and owns the slots from now on. */
  restore(count: number, tensors: Readonly<Record<string, tf.Tensor>>): void {
    this.dispose();
    this.count = count;
    for (const [key, tensor] of Object.entries(tensors)) {
      const [position, name] = key.split('.');
      this.slots[Number(position)] ??= [];
      this.slots[Number(position)][this.optimizer.slots.indexOf(name)] = tensor;
    }
  }

  /** Frees all slots. */
  dispose(): void {
    for (const slot of this.slots.flat()) slot.dispose();
    this.slots = [];
  }

  private slotsAt(position: number, variable: tf.Variable): tf.Tensor[] {
    this.slots[position] ??= this.optimizer.slots.map(() => tf.zerosLike(variable));
    return this.slots[position];
  }
}
