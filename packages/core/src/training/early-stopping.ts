import { ArgumentError, type Description, higherIsBetter, kind, optional, type Read } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { EpochRecord } from './history';

/** Early stopping: when {@link fit} ends a training that no longer improves, and by which metric. */
export interface EarlyStoppingOptions {
  /** Number of epochs without improvement after which the training ends, at least 1. */
  readonly patience: number;
  /** Name of the metric to monitor: a validation metric if there are any, else a training metric. Default 'loss'. */
  readonly monitor?: string;
  /** Whether lower or higher values are better. Default 'max' if the name of the metric ends in 'accuracy', else 'min'. */
  readonly mode?: 'min' | 'max';
  /** Only changes larger than this count as improvements, at least 0 and in the unit of the metric. Default 0. */
  readonly minDelta?: number;
}

/** The description of {@link EarlyStoppingOptions}. */
export const EARLY_STOPPING = {
  patience: kind.integer({ from: 1 }),
  monitor: optional(kind.text, 'loss'),
  mode: optional(kind.choice(['min', 'max'])),
  minDelta: optional(kind.number({ from: 0 }), 0),
} satisfies Description<EarlyStoppingOptions>;

type Criterion = Required<Omit<EarlyStoppingOptions, 'patience'>>;

/** The best epoch so far and its metric, in a checkpoint. */
export interface SavedBest extends Criterion {
  readonly best?: number;
  readonly bestEpoch?: number;
}

/**
 * Monitors one metric, keeps the weights of the best epoch and tells when to stop.
 *
 * ```ts
 * const stopping = new EarlyStopping(readOptions('earlyStopping', { patience: 3 }, EARLY_STOPPING), step.state);
 * const stop = stopping.update(record); // after every epoch
 * stopping.restoreBest(); // once the training has ended
 * stopping.dispose();
 * ```
 */
export class EarlyStopping {
  /** The best epoch so far, counted from 1. */
  bestEpoch: number | undefined;
  private best = Number.POSITIVE_INFINITY;
  private snapshot: tf.Tensor[] = [];

  /** @param state the variables of the model, to be kept and restored. */
  constructor(
    private readonly options: Read<typeof EARLY_STOPPING>,
    private readonly state: readonly tf.Variable[],
  ) {}

  /**
   * Takes in the metrics of an epoch and returns whether the training should end.
   *
   * @throws ArgumentError if there is no metric of the monitored name.
   */
  update(record: EpochRecord): boolean {
    const { monitor, mode, minDelta } = this.criterion;
    const metrics = record.validation ?? record.train;
    const value = metrics[monitor];
    if (value === undefined) {
      throw new ArgumentError('earlyStopping.monitor', `one of ${Object.keys(metrics).join(', ')}`, monitor);
    }
    // NaN is not an improvement on any value.
    const loss = Number.isNaN(value) ? Number.POSITIVE_INFINITY : mode === 'min' ? value : -value;
    if (loss < this.best - minDelta || this.bestEpoch === undefined) {
      this.best = loss;
      this.bestEpoch = record.epoch;
      this.keepState();
    }
    return this.isOver(record.epoch);
  }

  /** Whether a training should end after an epoch, by the metrics seen until then. */
  isOver(epoch: number): boolean {
    return this.bestEpoch !== undefined && epoch - this.bestEpoch >= this.options.patience;
  }

  /** Returns the best epoch, its metric and what makes it the best as JSON, for a checkpoint. */
  toJSON(): SavedBest {
    // JSON has no infinity: it is left out.
    return { ...this.criterion, best: Number.isFinite(this.best) ? this.best : undefined, bestEpoch: this.bestEpoch };
  }

  /** Returns the weights of the best epoch by position, for a checkpoint; they are still owned here. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.snapshot.entries());
  }

  /** Throws an {@link ArgumentError} if the best epoch of a checkpoint was chosen in another way. */
  check(saved: SavedBest): void {
    for (const [option, value] of Object.entries(this.criterion)) {
      const before = saved[option as keyof SavedBest];
      if (before !== value)
        throw new ArgumentError(`earlyStopping.${option}`, `${before}, as in the checkpoint`, value);
    }
  }

  /** Restores the values of {@link toJSON} and {@link tensors}, and owns the tensors from now on. */
  restore({ best, bestEpoch }: SavedBest, tensors: Readonly<Record<string, tf.Tensor>>): void {
    this.dispose();
    this.best = best ?? Number.POSITIVE_INFINITY;
    this.bestEpoch = bestEpoch;
    this.snapshot = this.state.map((_, i) => tensors[i]);
  }

  /** Sets the model to the weights of the best epoch; without one, they stay as they are. */
  restoreBest(): void {
    this.snapshot.forEach((tensor, i) => {
      this.state[i].assign(tensor);
    });
  }

  /** Frees the kept weights. */
  dispose(): void {
    for (const tensor of this.snapshot) tensor.dispose();
    this.snapshot = [];
  }

  private get criterion(): Criterion {
    const { monitor, minDelta, mode = higherIsBetter(monitor) ? 'max' : 'min' } = this.options;
    return { monitor, mode, minDelta };
  }

  private keepState(): void {
    this.dispose();
    this.snapshot = this.state.map((variable) => tf.clone(variable));
  }
}
