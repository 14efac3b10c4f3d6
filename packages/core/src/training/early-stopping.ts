import { ArgumentError, type Description, higherIsBetter, kind, optional, type Read } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { EpochRecord } from './history';

/** When {@link fit} gives up, and by which metric. */
export interface EarlyStoppingOptions {
  /** How many epochs without improvement end the training, at least 1. */
  readonly patience: number;
  /** The metric to watch: among the validation metrics where there are any, else among the training ones. Default 'loss'. */
  readonly monitor?: string;
  /** Whether less or more of it is better. Default 'max' for a metric whose name ends in 'accuracy', 'min' for any other. */
  readonly mode?: 'min' | 'max';
  /** Smaller changes are no improvement. Default 0. */
  readonly minDelta?: number;
}

/** The description of {@link EarlyStoppingOptions}. */
export const EARLY_STOPPING = {
  patience: kind.integer({ from: 1 }),
  monitor: optional(kind.text, 'loss'),
  mode: optional(kind.choice(['min', 'max'])),
  minDelta: optional(kind.number({ from: 0 }), 0),
} satisfies Description<EarlyStoppingOptions>;

/** Watches one metric, keeps the state of the best epoch and says when to stop. */
export class EarlyStopping {
  bestEpoch: number | undefined;
  private best = Number.POSITIVE_INFINITY;
  private snapshot: tf.Tensor[] = [];

  constructor(
    private readonly options: Read<typeof EARLY_STOPPING>,
    private readonly state: readonly tf.Variable[],
  ) {}

  /** Takes note of an epoch; true when the training should end. */
  update(record: EpochRecord): boolean {
    const { monitor, minDelta, patience, mode = higherIsBetter(monitor) ? 'max' : 'min' } = this.options;
    const metrics = record.validation ?? record.train;
    const value = metrics[monitor];
    if (value === undefined) {
      throw new ArgumentError('earlyStopping.monitor', `one of ${Object.keys(metrics).join(', ')}`, monitor);
    }
    // A metric that is not a number is no improvement on any other.
    const loss = Number.isNaN(value) ? Number.POSITIVE_INFINITY : mode === 'min' ? value : -value;
    if (loss < this.best - minDelta || this.bestEpoch === undefined) {
      this.best = loss;
      this.bestEpoch = record.epoch;
      this.keepState();
    }
    return record.epoch - this.bestEpoch >= patience;
  }

  /** What it knows beside the best state, for a checkpoint. */
  toJSON(): { readonly best?: number; readonly bestEpoch?: number } {
    // JSON has no infinity.
    return { best: Number.isFinite(this.best) ? this.best : undefined, bestEpoch: this.bestEpoch };
  }

  /** The best state by position, for a checkpoint; still owned here. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.snapshot.entries());
  }

  /** Takes over what {@link toJSON} and {@link tensors} gave. */
  restore(
    { best, bestEpoch }: ReturnType<EarlyStopping['toJSON']>,
    tensors: Readonly<Record<string, tf.Tensor>>,
  ): void {
    this.dispose();
    this.best = best ?? Number.POSITIVE_INFINITY;
    this.bestEpoch = bestEpoch;
    this.snapshot = this.state.map((_, i) => tensors[i]);
  }

  /** Gives the model the weights of the best epoch. */
  restoreBest(): void {
    this.snapshot.forEach((tensor, i) => {
      this.state[i].assign(tensor);
    });
  }

  dispose(): void {
    for (const tensor of this.snapshot) tensor.dispose();
    this.snapshot = [];
  }

  private keepState(): void {
    this.dispose();
    this.snapshot = this.state.map((variable) => tf.clone(variable));
  }
}
