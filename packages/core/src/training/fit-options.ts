import { type Description, type Kind, kind, type Metrics, nested, optional } from '@ae-lab/base';
import type { ImageDataset } from '../interfaces';
import { DATASET } from '../kinds';
import { CHECKPOINT, type CheckpointOptions } from './checkpoint';
import { EARLY_STOPPING, type EarlyStoppingOptions } from './early-stopping';
import type { TrainingCallback } from './history';

const CALLBACK: Kind<TrainingCallback> = kind.of('an object with onProgress or onEpochEnd', (value) => {
  const { onProgress, onEpochEnd } = (value ?? {}) as TrainingCallback;
  const given = [onProgress, onEpochEnd].filter((method) => method !== undefined);
  return given.length > 0 && given.every((method) => typeof method === 'function');
});

/**
 * Options of {@link fit}. The `fit` of every model takes them.
 *
 * ```ts
 * const options: FitOptions = {
 *   epochs: 100,
 *   batchSize: 64,
 *   seed: 1,
 *   validation,
 *   earlyStopping: { patience: 5 },
 *   callbacks: [{ onEpochEnd: ({ epoch, train }) => console.log(epoch, train.loss) }],
 * };
 * ```
 */
export interface FitOptions {
  /** Number of epochs, at least 1: passes over all training images. Default 10. */
  readonly epochs?: number;
  /**
   * Images per batch, from 1 to the number of training images. The last batch of an epoch may be smaller. Default 128, or
   * all training images if there are fewer.
   */
  readonly batchSize?: number;
  /** Seed of the order of the images and of everything that the losses draw, at least 0. Default 0. */
  readonly seed?: number;
  /** Validation set: images on which the losses are measured after every epoch. Default: none. */
  readonly validation?: ImageDataset;
  /**
   * Returns more validation metrics by name. It is called after every epoch, with or without a validation set, and early
   * stopping can monitor what it returns. Use it where losses say little about quality: for a GAN, say, the distance of its
   * images from real ones.
   */
  readonly evaluate?: () => Metrics | Promise<Metrics>;
  /** Ends the training early when a metric no longer improves, and restores the weights of the best epoch. Default: off. */
  readonly earlyStopping?: EarlyStoppingOptions;
  /**
   * Saves the state of the training after epochs. Call `fit` again with the same model, data and options, `epochs`
   * included, and the training resumes there. It ends with the same weights, bit for bit, as a training without
   * interruption. Default: off.
   */
  readonly checkpoint?: CheckpointOptions;
  /** Functions called during the training, in this order. Default: none. */
  readonly callbacks?: readonly TrainingCallback[];
  /** Ends the training before the next step when it is aborted. The model keeps what it has learnt until then. */
  readonly signal?: AbortSignal;
}

/** The description of {@link FitOptions}, to extend for a model whose `fit` takes more options; see {@link readOptions}. */
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
