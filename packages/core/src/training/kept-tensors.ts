import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';

/** The tensors that losses kept, by name. `fit` frees them at the end of the step. */
export type Kept = Readonly<Record<string, tf.Tensor>>;

/** Holds the tensors that the losses of one step keep on one batch. */
export class KeptTensors {
  private readonly tensors: Record<string, tf.Tensor> = {};

  /** The tensors kept so far. */
  get all(): Kept {
    return this.tensors;
  }

  /** Keeps a tensor, which its own `dispose` and the `tidy` around it then leave alone. */
  keep(name: string, tensor: tf.Tensor): void {
    if (name in this.tensors) {
      throw new ArgumentError('pass.keep', 'a name that no loss has kept on this batch', name);
    }
    // A handle of its own, so that a variable or a tensor of the batch can be kept as well.
    this.tensors[name] = tf.keep(tf.clone(tensor));
  }

  /** Frees all tensors. */
  dispose(): void {
    tf.dispose(this.tensors);
  }
}
