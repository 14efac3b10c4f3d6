import * as tf from '@tensorflow/tfjs-core';

/**
 * Holds the values that variables have before a step, without a copy, so that a step which fails half-way, such as one for which memory
 * does not suffice, leaves no weights of two different steps.
 */
export class StateBefore {
  private readonly values: readonly tf.Tensor[];

  constructor(private readonly state: readonly tf.Variable[]) {
    // A reshape shares the data on every backend; a clone is a copy on `wasm`.
    this.values = state.map((variable) => tf.reshape(variable, variable.shape));
  }

  /** Sets the variables back to their values. */
  restore(): void {
    for (const [i, variable] of this.state.entries()) {
      if (!variable.isDisposed) variable.assign(this.values[i]);
    }
  }

  /** Frees the values. */
  dispose(): void {
    tf.dispose(this.values as tf.Tensor[]);
  }
}
