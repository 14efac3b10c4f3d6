import * as core from '@ae-lab/core';
import { OPTIMIZER } from '@ae-lab/core/internal';

/** The options of a training of a {@link Glo}: those of core's `fit`, with other defaults, its optimizers and the codes to start from. */
export interface GloFitOptions extends core.FitOptions {
  /** The number of times that every image is seen, at least 1. Default 15. */
  readonly epochs?: number;
  /** Images per batch. Default 32, or all where there are fewer. */
  readonly batchSize?: number;
  /** The codes to start from, one for each image, such as principal components; they are projected to the code space. */
  readonly codes?: core.Codes;
  /** The generator's optimizer. Default: Adam at 0.001. */
  readonly optimizer?: core.Optimizer;
  /**
   * The codes' optimizer. Default: {@link sparseAdam} at 0.01, whose longer first steps suit random codes. From principal
   * components, which are near their places already, core's `adam` at 0.01 ends with a lower loss.
   */
  readonly codeOptimizer?: core.Optimizer;
}

/** The description of {@link GloFitOptions}. */
export const GLO_FIT_OPTIONS = {
  ...core.FIT_OPTIONS,
  epochs: core.optional(core.kind.integer({ from: 1 }), 15),
  // countCodes, which knows the latent dimension, checks the rest.
  codes: core.optional(core.kind.of<core.Codes>('codes { values, dimension }', (value) => typeof value === 'object')),
  optimizer: core.optional(OPTIMIZER),
  codeOptimizer: core.optional(OPTIMIZER),
} satisfies core.Description<GloFitOptions>;
