import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';
import type { TrainedTable } from './training-step';

/**
 * Reads and updates rows of a table and of its optimizer's slots. Other rows are neither read nor copied.
 *
 * ```ts
 * const state = new TableState({ name: 'codes', table, optimizer: adam() }, data.size);
 * const rows = state.read(indices);
 * state.apply(indices, rows, gradient, 0.001, epoch);
 * ```
 */
export class TableState {
  /** The epoch of the last update, counted from 1; 0 before the first. */
  count = 0;
  private slots: tf.Tensor[] = [];

  /**
   * @param size the number of training samples.
   * @throws ArgumentError unless the table has one row for each.
   */
  constructor(
    private readonly trained: TrainedTable,
    size: number,
  ) {
    const { name, table } = trained;
    if (table.shape[0] !== size) {
      throw new ArgumentError('data', `${table.shape[0]} samples, one for each row of '${name}'`, size);
    }
  }

  /** The name of the table. */
  get name(): string {
    return this.trained.name;
  }

  /** Returns a copy of the rows at `indices` as a variable, which gradients can be taken by; it belongs to the caller. */
  read(indices: Int32Array): tf.Variable {
    return tf.tidy(() => tf.variable(tf.gather(this.trained.table, tf.tensor1d(indices, 'int32'))));
  }

  /** Updates the rows at `indices`, whose current values are `values`; without a gradient they stay as they are. */
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

  /** Returns the slots by name, for a checkpoint; they are still owned here. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.slots.map((slot, i) => [this.trained.optimizer.slots[i], slot]));
  }

  /** Returns the names of all slots if there are some. */
  slotsLike(names: readonly string[]): readonly string[] {
    return names.length === 0 ? [] : this.trained.optimizer.slots;
  }

  /** Restores the count and the slots of {@link tensors}, and owns the slots from now on. */
  restore(count: number, tensors: Readonly<Record<string, tf.Tensor>>): void {
    this.dispose();
    this.count = count;
    this.slots = this.trained.optimizer.slots.flatMap((name) => tensors[name] ?? []);
  }

  /** Frees all slots; the table belongs to the model. */
  dispose(): void {
    for (const slot of this.slots) slot.dispose();
    this.slots = [];
  }
}

/**
 * Returns the table with other rows at `indices` [n]. A fused kernel writes to `table` itself if nobody else holds its
 * data.
 */
function writeRows(table: tf.Tensor, rows: tf.Tensor, indices: tf.Tensor1D): tf.Tensor {
  const written = runFused('AeLabWriteRows', { table, rows, indices }, {});
  if (written !== undefined) return written[0];
  // A copy, since the 'cpu' backend of TensorFlow.js 4.22 writes into its input, whoever else holds it.
  return tf.tidy(() => tf.tensorScatterUpdate(tf.add(table, 0), tf.reshape(indices, [-1, 1]), rows));
}
