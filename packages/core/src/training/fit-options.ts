import { checkDataset, checkOptions, checkSignal } from '../check';
import { ArgumentError } from '../errors';
import type { ImageDataset } from '../interfaces';
import type { CheckpointOptions } from './checkpoint';
import type { EarlyStoppingOptions } from './early-stopping';
import type { Metrics, TrainingCallback } from './history';

/** Options of `fit`, which those of all models share. */
export interface FitOptions {
  /** How often every image is seen, at least 1. Default 10. */
  readonly epochs?: number;
  /** Images a batch, at most the number of images; the last batch of an epoch may be smaller. Default 128. */
  readonly batchSize?: number;
  /** Decides the order of the images and all that the losses draw. Default 0. */
  readonly seed?: number;
  /** Images to measure the losses on behind every epoch. */
  readonly validation?: ImageDataset;
  /**
   * More validation metrics, by name, measured behind every epoch, with or without validation images: for models whose losses
   * say little, such as the distance of a GAN's images from real ones. Early stopping may watch them.
   */
  readonly evaluate?: () => Metrics | Promise<Metrics>;
  /** Ends the training when it no longer improves, and restores the best epoch's weights. */
  readonly earlyStopping?: EarlyStoppingOptions;
  /**
   * Saves the state of the training behind every epoch, and goes on from there when `fit` is called again with the same model,
   * data and settings, `epochs` among them: the weights are then, bit for bit, those of a training without interruption.
   */
  readonly checkpoint?: CheckpointOptions;
  /** Told of progress and of every epoch, in this order. Default: none. */
  readonly callbacks?: readonly TrainingCallback[];
  /** Ends the training at the next step when aborted; what was learnt so far is kept. */
  readonly signal?: AbortSignal;
}

/** The names of {@link FitOptions}, for models whose own `fit` takes more: see `checkOptions`. */
export const FIT_OPTIONS = {
  epochs: true,
  batchSize: true,
  seed: true,
  validation: true,
  evaluate: true,
  earlyStopping: true,
  checkpoint: true,
  callbacks: true,
  signal: true,
} as const satisfies Record<keyof FitOptions, true>;

/** Throws an {@link ArgumentError} for options of the wrong kind, and for data sets that are none or empty. */
export function checkFitOptions(options: FitOptions, data: ImageDataset): void {
  checkOptions('options', options, FIT_OPTIONS);
  const { validation, signal, callbacks = [] } = options;
  checkNotEmpty('data', data);
  if (validation !== undefined) checkNotEmpty('validation', validation);
  checkSignal(signal);
  if (!Array.isArray(callbacks)) throw new ArgumentError('callbacks', 'an array', callbacks);
  for (const callback of callbacks as readonly TrainingCallback[]) {
    if (callback.onProgress === undefined && callback.onEpochEnd === undefined) {
      throw new ArgumentError('callbacks', 'objects with onProgress or onEpochEnd', callback);
    }
  }
}

function checkNotEmpty(argument: string, data: ImageDataset): void {
  checkDataset(argument, data);
  if (data.size === 0) throw new ArgumentError(argument, 'at least one image', 'an empty data set');
}
