import * as core from '@ae-lab/core';
import { ARCHITECTURE, NETWORK } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The network of an {@link ImageClassifier}, described by its kind and sizes. */
export interface ImageClassifierOptions {
  /** [height, width, channels] of the images. Default [28, 28, 1]. */
  readonly imageShape?: core.ImageShape;
  /** Number of classes, at least 2. Default 10. */
  readonly classes?: number;
  /**
   * The layers between image and classes: 'linear' for softmax regression on the pixels, 'mlp' for two hidden layers of 128
   * ReLUs, 'lenet' for a network like LeNet-5 (images of at least 12 x 12 pixels), or an architecture of your own. Default
   * 'lenet'.
   */
  readonly architecture?: 'linear' | 'mlp' | 'lenet' | core.Architecture;
  /** Seed of the initial weights. Default 0. */
  readonly seed?: number;
}

/** A network of your own, instead of an architecture. */
export interface ImageClassifierNetwork {
  /** From images [n, height, width, channels] to logits [n, classes]. Its last layer is dense, without activation. */
  readonly network: LayersModel;
}

const NAMED = core.kind.choice(['linear', 'mlp', 'lenet']);
const NAMED_OR_OWN = core.kind.anyOf(NAMED, ARCHITECTURE);

const CLASSIFIER_ARCHITECTURE: core.Kind<'linear' | 'mlp' | 'lenet' | core.Architecture> = {
  expected: NAMED_OR_OWN.expected,
  // The error for an object names the setting that is wrong.
  read: (argument, value) => (typeof value === 'object' ? ARCHITECTURE : NAMED_OR_OWN).read(argument, value),
};

const CLASSIFIER_OPTIONS = {
  imageShape: core.optional(core.kind.imageShape, [28, 28, 1]),
  classes: core.optional(core.kind.integer({ from: 2 }), 10),
  architecture: core.optional(CLASSIFIER_ARCHITECTURE, 'lenet'),
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<ImageClassifierOptions>;

/** The description of {@link ImageClassifierOptions}, or of an {@link ImageClassifierNetwork}. */
export const CLASSIFIER = core.either(
  'network',
  { network: NETWORK } satisfies core.Description<ImageClassifierNetwork>,
  CLASSIFIER_OPTIONS,
);

/** {@link ImageClassifierOptions} with their defaults. */
export type ReadClassifierOptions = core.Read<typeof CLASSIFIER_OPTIONS>;
