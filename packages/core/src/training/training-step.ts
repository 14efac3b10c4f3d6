import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Dataset, ImageBatch } from '../data/dataset';
import type { Optimizer } from '../optimizers/optimizer';
import type { JsonObject } from '../persistence/saved-model';
import type { ForwardPass } from './forward-pass';
import type { Kept } from './kept-tensors';

/** The scalars of one step. `loss` is minimised; the others, such as its parts, are recorded in the history. */
export interface LossTerms {
  /** The scalar to minimise: the weighted sum of all terms. */
  readonly loss: tf.Scalar;
  readonly [term: string]: tf.Scalar;
}

/** A table with one row per sample of the data set. In each step an objective trains the rows of the batch. */
export interface TrainedTable {
  /** The name of its learning rate in the history. */
  readonly name: string;
  /** [size of the data set, ...]; part of the step's `state`. It must not be the filter of a convolution. */
  readonly table: tf.Variable;
  /**
   * The optimizer, whose slots become tables as well. The count of an update is the epoch, since each epoch updates every
   * row once.
   */
  readonly optimizer: Optimizer;
  /** Projects rows [n, ...] back to their valid range after every update. Default: none. */
  readonly project?: (rows: tf.Tensor) => tf.Tensor;
}

/** An objective: one loss and the variables that it trains, by batches of one kind. */
export interface Objective<B extends Batch = ImageBatch> {
  /** The name, unique in its step. With several objectives it prefixes the names of the recorded terms. */
  readonly name: string;
  /** The optimizer of the variables. Several objectives can share one. */
  readonly optimizer: Optimizer;
  /** Number of updates per step, each on a fresh batch. Default 1. */
  readonly repeats?: number;
  /** The networks in training mode, which use batch statistics and dropout in this loss. */
  readonly training: readonly LayersModel[];
  /** Returns the variables to train: the same ones in the same order for every batch, unless they are made for the batch. */
  variables(batch: B): readonly tf.Variable[];
  /**
   * A table to train along with the variables. The loss finds the rows at the batch's indices as `pass.rows`. Default:
   * none.
   */
  readonly rows?: TrainedTable;
  /** Returns the loss terms of one batch. Validation calls it as well, with no network in training mode and without rows. */
  loss(batch: B, pass: ForwardPass): LossTerms;
}

/**
 * The training step of a model, by which {@link fit} trains it.
 *
 * ```ts
 * const step: TrainingStep = {
 *   state: networkVariables([network]),
 *   objectives: [
 *     {
 *       name: 'autoencoder',
 *       optimizer: adam(),
 *       training: [network],
 *       variables: () => networkVariables([network], 'trainable'),
 *       loss: ({ images }, pass) => ({ loss: squaredErrorLoss(images, pass.apply(network, images)) }),
 *     },
 *   ],
 * };
 * ```
 */
export interface TrainingStep<B extends Batch = ImageBatch> {
  /** The objectives, which every step minimises in this order. */
  readonly objectives: readonly Objective<B>[];
  /**
   * Everything that a step changes: trained variables, moving averages. Early stopping restores it, and checkpoints hold
   * it.
   */
  readonly state: readonly tf.Variable[];
  /** The settings of the model. A checkpoint of a model with other settings is refused. Default: none. */
  readonly settings?: JsonObject;
  /** The batch size if the options name none and there are that many samples. Default 128. */
  readonly batchSize?: number;
  /**
   * Throws an `ArgumentError` that names the argument unless the model can learn from the data. `fit` calls it once for the training
   * data and once for the validation set, before anything else.
   */
  check?(argument: string, data: Dataset<B>): void | Promise<void>;
  /** Called once, when nothing stands against the training any more and before anything of the state changes. */
  prepare?(): void;
  /**
   * Called after the objectives of a step are minimised: for projections, moving averages of weights, codebooks.
   *
   * @param batch the last batch of the step.
   * @param kept the tensors that the losses of this step kept.
   */
  afterUpdate?(batch: B, kept: Kept): void;
  /** Returns more validation metrics by name. */
  evaluate?(data: Dataset<B>): Promise<Record<string, number>>;
}

/** Returns the variables of networks: all of them, for `state`, or only the trainable ones, for `variables`. */
export function networkVariables(networks: readonly LayersModel[], which: 'all' | 'trainable' = 'all'): tf.Variable[] {
  // `read` returns the variable itself, typed as a tensor.
  return networks.flatMap((network) =>
    (which === 'all' ? network.weights : network.trainableWeights).map((weight) => weight.read() as tf.Variable),
  );
}
