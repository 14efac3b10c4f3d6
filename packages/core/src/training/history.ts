import type { Metrics } from '@ae-lab/base';

/** The record of one epoch. */
export interface EpochRecord {
  /** Number of the epoch, counted from 1. */
  readonly epoch: number;
  /** Losses as means over the training images, measured while the weights were changing. */
  readonly train: Metrics;
  /**
   * Losses as means over the validation images, measured after the epoch, and the metrics that `evaluate` returned.
   * Undefined if the training has neither a validation set nor `evaluate`.
   */
  readonly validation?: Metrics;
  /** Learning rate of the last step, by objective, and by table for an objective that trains the rows of one. */
  readonly learningRates: Metrics;
  /** Wall-clock time of the epoch in seconds, validation included. */
  readonly seconds: number;
  /** Training images per second, validation excluded. */
  readonly imagesPerSecond: number;
}

/** The history of a training, as plain JSON. */
export interface History {
  /** One record per finished epoch, in order. */
  readonly epochs: readonly EpochRecord[];
  /** Why the training ended: all epochs are done ('completed'), by early stopping ('early'), or by the signal ('aborted'). */
  readonly stopped: 'completed' | 'early' | 'aborted';
  /** The epoch whose weights the model now has, counted from 1. Undefined without early stopping. */
  readonly bestEpoch?: number;
}

/** The progress of a running training. */
export interface Progress {
  /** Number of the current epoch, counted from 1. */
  readonly epoch: number;
  /** Total number of epochs. */
  readonly epochs: number;
  /** Number of steps done in this epoch. */
  readonly step: number;
  /** Number of steps per epoch. */
  readonly steps: number;
  /** Losses as means over the images of this epoch so far. */
  readonly losses: Metrics;
  /** Losses as means over the images since the last report. */
  readonly recentLosses: Metrics;
  /** Training images per second in this epoch so far. */
  readonly imagesPerSecond: number;
  /** Estimated time to the end of the last epoch, in seconds. */
  readonly secondsLeft: number;
}

/**
 * Functions that {@link fit} calls during a training. It awaits the promises that they return. To end the training, abort
 * the `signal` of its options.
 */
export interface TrainingCallback {
  /** Called a few times per second, and at the end of every epoch before validation. */
  onProgress?(progress: Progress): void | Promise<void>;
  /** Called after every epoch, validation included. */
  onEpochEnd?(record: EpochRecord): void | Promise<void>;
  /** Called once when the training ends, whether it is complete, stopped, aborted or failed. */
  onEnd?(): void | Promise<void>;
}
