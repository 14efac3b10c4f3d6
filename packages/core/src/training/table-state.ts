import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageDataset } from '../interfaces';
import { runFused } from '../kernels';
import type { TrainedTable } from './training-step';

/** Reads and updates rows of a table and of its optimizer's slots; what other rows hold is neither read nor copied. */
export class TableState {
  /** The epoch of the last update. */
  count = 0;
  private slots: tf.Tensor[] = [];

  /** @throws ArgumentError unless the table has one row for each image. */
  constructor(
    private readonly trained: TrainedTable,
    data: ImageDataset,
  ) {
    const { name, table } = trained;
    if (table.shape[0] !== data.size) {
      throw new ArgumentError('data', `${table.shape[0]} images, one for each row of '${name}'`, data.size);
    }
  }

  get name(): string {
    return this.trained.name;
  }

  /** A copy of the rows at `indices`, to be differentiated by; it belongs to the caller. */
  read(indices: Int32Array): tf.Variable {
    return tf.tidy(() => tf.variable(tf.gather(this.trained.table, tf.tensor1d(indices, 'int32'))));
  }

  /** Updates the rows at `indices`, whose values are `values`, unless there is no gradient by them. */
  apply(
    indices: Int32Array,
    values: tf.Tensor,
    gradient: tf.Tensor | undefined,
    learningRate: number,
    epoch: number,
  ): void {
    this.count = epoch;
    if (gradient === undefined) return;
    const { table, optimizer, project } = this.trained;
    if (this.slots.length === 0) this.slots = optimizer.slots.map(() => tf.zerosLike(table));
    const [written, ...slots] = tf.tidy(() => {
      const places = tf.tensor1d(indices, 'int32');
      const old = this.slots.map((slot) => tf.gather(slot, places));
      const [next, ...moments] = optimizer.update(values, gradient, old, { learningRate, count: epoch });
      const rows = [project ? project(next) : next, ...moments];
      return [table, ...this.slots].map((target, i) => writeRows(target, rows[i], places));
    });
    table.assign(written);
    for (const tensor of [written, ...this.slots]) tensor.dispose();
    this.slots = slots;
  }

  /** The slots by name, for a checkpoint; still owned by this state. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.slots.map((slot, i) => [this.trained.optimizer.slots[i], slot]));
  }

  /** Takes over what {@link tensors} gave. */
  restore(count: number, tensors: Readonly<Record<string, tf.Tensor>>): void {
    this.dispose();
    this.count = count;
    this.slots = this.trained.optimizer.slots.flatMap((name) => tensors[name] ?? []);
  }

  dispose(): void {
    for (const slot of this.slots) slot.dispose();
    this.slots = [];
  }
}

/** The table with other rows at `indices` [n]; a fused kernel writes to `table` itself where nobody else holds it. */
function writeRows(table: tf.Tensor, rows: tf.Tensor, indices: tf.Tensor1D): tf.Tensor {
  const written = runFused('AeLabWriteRows', { table, rows, indices }, {});
  if (written !== undefined) return written[0];
  // A copy, since the 'cpu' backend of TensorFlow.js 4.22 writes into its input, whoever else holds it.
  return tf.tidy(() => tf.tensorScatterUpdate(tf.add(table, 0), tf.reshape(indices, [-1, 1]), rows));
}
