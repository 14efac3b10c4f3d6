import { type Description, either, kind, optional, type Read } from '@ae-lab/core';
import { NETWORK } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The training of a {@link TransferClassifier}, whatever its head. */
export interface TransferTraining {
  /** Whether the encoder is fine-tuned together with the head, instead of frozen. Default false. */
  readonly trainEncoder?: boolean;
  /**
   * Whether codes are standardised before the head: to mean 0 and variance 1 over the images of the first `fit`, as the encoder
   * encodes them then. Mean and deviation are part of the model from there on: further calls of `fit`, `save` and checkpoints
   * keep them. Default true.
   */
  readonly standardize?: boolean;
  /** Weight of the squared length of all trained weights, at least 0; see core's `withL2`. Default 0. */
  readonly l2?: number;
}

/** The head of a {@link TransferClassifier}, and its training. */
export interface TransferClassifierOptions extends TransferTraining {
  /** Number of classes, at least 2. Default 10. */
  readonly classes?: number;
  /** Units of the head's hidden layers, with ReLU; an empty list for softmax regression on the codes. Default [128]. */
  readonly hidden?: readonly number[];
  /** Fraction of the head's hidden activations that is dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** Seed of the head's initial weights. Default 0. */
  readonly seed?: number;
}

/** The encoder of a {@link TransferClassifier}, which then owns it. */
export interface TransferEncoder {
  /** From images [n, height, width, channels] to codes [n, codeDim]. */
  readonly encoder: LayersModel;
}

/** An encoder and a head of your own. The classifier then owns both. */
export interface TransferClassifierNetworks extends TransferEncoder, TransferTraining {
  /** From codes [n, codeDim] to logits [n, classes]. Its last layer is dense, without activation. */
  readonly head: LayersModel;
}

/** The description of {@link TransferTraining}. */
export const TRANSFER_TRAINING = {
  trainEncoder: optional(kind.flag, false),
  standardize: optional(kind.flag, true),
  l2: optional(kind.number({ from: 0 }), 0),
} satisfies Description<TransferTraining>;

/** The description of {@link TransferClassifierOptions}. */
export const TRANSFER_OPTIONS = {
  classes: optional(kind.integer({ from: 2 }), 10),
  hidden: optional(kind.list(kind.integer({ from: 1 })), [128]),
  dropout: optional(kind.number({ from: 0, below: 1 }), 0),
  seed: optional(kind.seed, 0),
  ...TRANSFER_TRAINING,
} satisfies Description<TransferClassifierOptions>;

const GIVEN_HEAD = {
  encoder: NETWORK,
  head: NETWORK,
  ...TRANSFER_TRAINING,
} satisfies Description<TransferClassifierNetworks>;

const BUILT_HEAD = { encoder: NETWORK, ...TRANSFER_OPTIONS } satisfies Description<
  TransferEncoder & TransferClassifierOptions
>;

/** The description of an encoder and its head: a network of one's own, or the options of one to build. */
export const TRANSFER_CLASSIFIER = either('head', GIVEN_HEAD, BUILT_HEAD);

/** The options of a {@link TransferClassifier} with their defaults. */
export type TransferSettings = Read<typeof GIVEN_HEAD> | Read<typeof BUILT_HEAD>;
