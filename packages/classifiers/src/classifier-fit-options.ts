import { type Description, FIT_OPTIONS, type FitOptions, type Optimizer, optional } from '@ae-lab/core';
import { OPTIMIZER } from '@ae-lab/core/internal';

/** Options of a classifier's `fit`: those of core's `fit`, and the optimizer. */
export interface ClassifierFitOptions extends FitOptions {
  /** The rule that updates the weights. Default: Adam with a learning rate of 0.001. */
  readonly optimizer?: Optimizer;
}

/** The description of {@link ClassifierFitOptions}. */
export const CLASSIFIER_FIT_OPTIONS = {
  ...FIT_OPTIONS,
  optimizer: optional(OPTIMIZER),
} satisfies Description<ClassifierFitOptions>;
