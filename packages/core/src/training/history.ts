import type { Metrics } from '@ae-lab/base';

/** What one epoch brought. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Means over the training images, while the weights were changing. */
  readonly train: Metrics;
  /** Means over the validation images behind the epoch, and what `evaluate` gave; absent without either. */
  readonly validation?: Metrics;
  /** The last step's learning rate, by objective, and by table where an objective trains the rows of one. */
  readonly learningRates: Metrics;
  /** Wall-clock time, validation included. */
  readonly seconds: number;
  /** Training images a second, validation not counted. */
  readonly imagesPerSecond: number;
}

/** What a training brought, as plain JSON. */
export interface History {
  /** One record an epoch that was finished, in order. */
  readonly epochs: readonly EpochRecord[];
  /** Why it ended: all epochs done, no more progress, or the signal. */
  readonly stopped: 'completed' | 'early' | 'aborted';
  /** The epoch whose weights the model has now, when early stopping was on. */
  readonly bestEpoch?: number;
}

/** Where a running training stands. */
export interface Progress {
  /** Counted from 1. */
  readonly epoch: number;
  /** How many there are to be in all. */
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** How many an epoch has. */
  readonly steps: number;
  /** Means over the images of this epoch so far. */
  readonly losses: Metrics;
  /** Means over the images since the last report. */
  readonly recentLosses: Metrics;
  /** Training images a second, over the epoch so far. */
  readonly imagesPerSecond: number;
  /** An estimate for all remaining epochs. */
  readonly secondsLeft: number;
}

/** Is told of a training's course. What it returns is awaited. To stop the training, abort its signal. */
export interface TrainingCallback {
  /** Some times a second, and at the end of every epoch. */
  onProgress?(progress: Progress): void | Promise<void>;
  /** Behind every epoch, validation included. */
  onEpochEnd?(record: EpochRecord): void | Promise<void>;
}
