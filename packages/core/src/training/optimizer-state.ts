import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '../optimizers/optimizer';

/** What an optimizer remembers of the variables of one objective, kept by their position. */
export class OptimizerState {
  /** Updates so far. */
  count = 0;
  private slots: tf.Tensor[][] = [];

  constructor(private readonly optimizer: Optimizer) {
    if (typeof optimizer?.update !== 'function' || typeof optimizer.learningRate !== 'function') {
      throw new ArgumentError('optimizer', 'one of @ae-lab/core, such as adam({ learningRate: 0.001 })', optimizer);
    }
  }

  /** Updates the variables that have a gradient. */
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

  /** The slots by position and name, for a checkpoint; still owned by this state. */
  tensors(): Record<string, tf.Tensor> {
    const named = this.slots.flatMap((slots, position) =>
      slots.map((slot, i) => [`${position}.${this.optimizer.slots[i]}`, slot] as const),
    );
    return Object.fromEntries(named);
  }

  /** Takes over what {@link tensors} gave. */
  restore(count: number, tensors: Readonly<Record<string, tf.Tensor>>): void {
    this.dispose();
    this.count = count;
    for (const [key, tensor] of Object.entries(tensors)) {
      const [position, name] = key.split('.');
      this.slots[Number(position)] ??= [];
      this.slots[Number(position)][this.optimizer.slots.indexOf(name)] = tensor;
    }
  }

  dispose(): void {
    for (const slot of this.slots.flat()) slot.dispose();
    this.slots = [];
  }

  private slotsAt(position: number, variable: tf.Variable): tf.Tensor[] {
    this.slots[position] ??= this.optimizer.slots.map(() => tf.zerosLike(variable));
    return this.slots[position];
  }
}
