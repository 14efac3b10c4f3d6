import { type Description, type Kind, kind, type Metrics, nested, optional } from '@ae-lab/base';
import type { Dataset, ImageDataset } from '../data/dataset';
import { DATASET } from '../kinds';
import { CHECKPOINT, type CheckpointOptions } from './checkpoint';
import { EARLY_STOPPING, type EarlyStoppingOptions } from './early-stopping';
import type { TrainingCallback } from './history';

const CALLBACK: Kind<TrainingCallback> = kind.of('an object with onProgress, onEpochEnd or onEnd', (value) => {
  const { onProgress, onEpochEnd, onEnd } = (value ?? {}) as TrainingCallback;
  const given = [onProgress, onEpochEnd, onEnd].filter((method) => method !== undefined);
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
export interface FitOptions<D extends Dataset = ImageDataset> {
  /** Number of epochs, at least 1: passes over all training samples. Default 10. */
  readonly epochs?: number;
  /**
   * Samples per batch, from 1 to the number of training samples. The last batch of an epoch may be smaller. Default: that of the model,
   * mostly 128, or all training samples if there are fewer.
   */
  readonly batchSize?: number;
  /** Seed of the order of the samples and of everything that the losses draw, at least 0. Default 0. */
  readonly seed?: number;
  /** Validation set: samples on which the losses are measured after every epoch. Default: none. */
  readonly validation?: D;
  /**
   * Returns more validation metrics by name. It is called after every epoch, with or without a validation set, and early
   * stopping can monitor what it returns. Use it where losses say little about quality: for a GAN, say, the distance of its
   * images from real ones.
   */
  readonly evaluate?: () => Metrics | Promise<Metrics>;
  /**
   * The largest global norm of a gradient, over all variables and rows of one objective: a longer gradient is scaled down to it before
   * the optimizer sees it. Above 0. The norms before are recorded as `gradientNorm` among the losses. Default: no limit.
   */
  readonly clipNorm?: number;
  /** Ends the training early when a metric no longer improves, and restores the weights of the best epoch. Default: off. */
  readonly earlyStopping?: EarlyStoppingOptions;
  /**
   * Saves the state of the training after epochs. Call `fit` again with the same model, data and options, and the training resumes
   * there. It ends with the same weights, bit for bit, as a training without interruption. With more `epochs`, a training goes on
   * that had ended. Default: off.
   */
  readonly checkpoint?: CheckpointOptions;
  /** Functions called during the training, in this order. Default: none. */
  readonly callbacks?: readonly TrainingCallback[];
  /** Ends the training before the next step when it is aborted, even while a batch is awaited. The model keeps what it has learnt until then. */
  readonly signal?: AbortSignal;
}

/** The description of {@link FitOptions}, to extend for a model whose `fit` takes more options; see {@link readOptions}. */
export const FIT_OPTIONS = {
  epochs: optional(kind.integer({ from: 1 }), 10),
  batchSize: optional(kind.integer({ from: 1 })),
  seed: optional(kind.seed, 0),
  validation: optional(DATASET),
  evaluate: optional(kind.callback<() => Metrics | Promise<Metrics>>('a function that returns metrics by name')),
  clipNorm: optional(kind.number({ above: 0 })),
  earlyStopping: optional(nested(EARLY_STOPPING)),
  checkpoint: optional(nested(CHECKPOINT)),
  callbacks: optional(kind.list(CALLBACK), []),
  signal: optional(kind.signal),
} satisfies Description<FitOptions>;
