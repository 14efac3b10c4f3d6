import { type Description, type Kind, kind, type Metrics, nested, optional } from '@ae-lab/base';
import type { ImageDataset } from '../interfaces';
import { DATASET } from '../kinds';
import { CHECKPOINT, type CheckpointOptions } from './checkpoint';
import { EARLY_STOPPING, type EarlyStoppingOptions } from './early-stopping';
import type { TrainingCallback } from './history';

const CALLBACK: Kind<TrainingCallback> = kind.of('an object with onProgress or onEpochEnd', (value) => {
  const callback = value as TrainingCallback | undefined;
  return callback?.onProgress !== undefined || callback?.onEpochEnd !== undefined;
});

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

/** The description of {@link FitOptions}, for models whose own `fit` takes more; see `readOptions`. */
export const FIT_OPTIONS = {
  epochs: optional(kind.integer({ from: 1 }), 10),
  batchSize: optional(kind.integer({ from: 1 })),
  seed: optional(kind.seed, 0),
  validation: optional(DATASET),
  evaluate: optional(kind.callback<() => Metrics | Promise<Metrics>>('a function that returns metrics by name')),
  earlyStopping: optional(nested(EARLY_STOPPING)),
  checkpoint: optional(nested(CHECKPOINT)),
  callbacks: optional(kind.list(CALLBACK), []),
  signal: optional(kind.signal),
} satisfies Description<FitOptions>;
