import { type Description, FIT_OPTIONS, type FitOptions, type Optimizer, optional } from '@ae-lab/core';
import { OPTIMIZER } from '@ae-lab/core/internal';

/** The options of a training of a {@link Gan}: those of core's `fit`, with another default, and its optimizers. */
export interface GanFitOptions extends FitOptions {
  /** Images per batch. Default 256, or all where there are fewer. */
  readonly batchSize?: number;
  /**
   * The generator's optimizer. Default: Adam at 1e-4, the rate of TensorFlow's tutorial for its network of a million weights; smaller
   * networks need about 1e-3, see `smallGanTraining`. For 'wasserstein' with beta1 0 and beta2 0.9, as in that paper's algorithm 1.
   */
  readonly optimizer?: Optimizer;
  /** The discriminator's optimizer. Default: the generator's. */
  readonly discriminatorOptimizer?: Optimizer;
}

/** The description of {@link GanFitOptions}. */
export const GAN_FIT_OPTIONS = {
  ...FIT_OPTIONS,
  optimizer: optional(OPTIMIZER),
  discriminatorOptimizer: optional(OPTIMIZER),
} satisfies Description<GanFitOptions>;
