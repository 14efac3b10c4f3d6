import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, ImageDataset } from '../interfaces';
import type { Optimizer } from '../optimizers/optimizer';
import type { JsonObject } from '../persistence/saved-model';
import type { ForwardPass } from './forward-pass';

/** The scalars of one step: `loss` is minimised, the others (its parts, say) are recorded beside it. */
export interface LossTerms {
  /** What is minimised: the terms, weighted and summed. */
  readonly loss: tf.Scalar;
  readonly [term: string]: tf.Scalar;
}

/** A table with one row for each image of the data set, of which an objective trains those of the batch. */
export interface TrainedTable {
  /** Under which the learning rate is recorded, beside those of the objectives. */
  readonly name: string;
  /** [size of the data set, ...]; part of the step's state. It is not to be used as the filter of a convolution. */
  readonly table: tf.Variable;
  /** Its slots are tables as well. An update's count is the epoch, since every row is updated once in each. */
  readonly optimizer: Optimizer;
  /** Brings rows [n, ...] back to where they may be, behind every update. */
  readonly project?: (rows: tf.Tensor) => tf.Tensor;
}

/** One loss and the variables that it trains. */
export interface Objective {
  /** Unique in its step; prefixes the recorded terms when there are several objectives. */
  readonly name: string;
  /** Turns the gradients of this objective into new values; it may serve others as well. */
  readonly optimizer: Optimizer;
  /** How often it is minimised in one step, each time with a fresh batch. Default 1. */
  readonly repeats?: number;
  /** The networks that use batch statistics and dropout in this loss. */
  readonly training: readonly LayersModel[];
  /** What it trains; the same variables in the same order for every batch, unless they are made for the batch. */
  variables(batch: Batch): readonly tf.Variable[];
  /** What it trains beside the variables: the rows of a table at the batch's indices, which the loss finds as `pass.rows`. */
  readonly rows?: TrainedTable;
  /** The loss terms of one batch. Also called without anything in training mode, and without rows, for validation. */
  loss(batch: Batch, pass: ForwardPass): LossTerms;
}

/** What a model offers to `fit`: how one batch changes it. */
export interface TrainingStep {
  /** Minimised one after the other. */
  readonly objectives: readonly Objective[];
  /** All that a step changes: trained variables, moving averages. The best epoch's are restored, checkpoints hold them. */
  readonly state: readonly tf.Variable[];
  /** What the model was made with: a checkpoint of a model made otherwise is refused. */
  readonly settings?: JsonObject;
  /** Called when all objectives have been minimised once: projections, moving averages of weights, codebooks. */
  afterUpdate?(batch: Batch): void;
  /** Called last in every step, also in one that failed: frees what its losses kept for one another or for `afterUpdate`. */
  release?(): void;
  /** More validation metrics, by name. */
  evaluate?(data: ImageDataset): Promise<Record<string, number>>;
}

/** The variables of networks: all of them as state, the trainable ones to train. */
export function networkVariables(networks: readonly LayersModel[], which: 'all' | 'trainable' = 'all'): tf.Variable[] {
  // A layer's weight reads as its variable, typed as a tensor.
  return networks.flatMap((network) =>
    (which === 'all' ? network.weights : network.trainableWeights).map((weight) => weight.read() as tf.Variable),
  );
}
