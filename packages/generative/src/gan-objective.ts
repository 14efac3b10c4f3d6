import { checkInteger, checkNumber } from '@ae-lab/core/internal';
import type { AdversarialObjective } from './adversarial-loss';

/** What a GAN learns, whatever its networks. */
export interface GanObjective {
  /** What the two networks minimise; see {@link AdversarialObjective}. Default 'non-saturating'. */
  readonly objective?: AdversarialObjective;
  /** What the discriminator should say of real images, in (0, 1]; 0.9 for one-sided label smoothing. Default 1. */
  readonly realLabel?: number;
  /** The weight of the gradient penalty between real and generated images, at least 0. Default 10 for 'wasserstein', else 0. */
  readonly gradientPenalty?: number;
  /** The weight of the R1 penalty, the squared gradient at real images, at least 0. Default 0. */
  readonly realGradientPenalty?: number;
  /** Updates of the discriminator for one of the generator, each on a fresh batch. Default 5 for 'wasserstein', else 1. */
  readonly discriminatorSteps?: number;
  /**
   * How much of the generator's moving average stays from step to step, in [0, 1), and at most (1 + t) / (10 + t) in step t.
   * 0 turns it off. Default 0.999.
   */
  readonly movingAverage?: number;
  /**
   * Makes it conditional on labels in [0, classes): the generator gets them one-hot behind its code, and the discriminator has
   * a logit for each class, of which the label's counts. Default 0, unconditional.
   */
  readonly classes?: number;
}

/** The objective with every default filled in. Throws an `ArgumentError` for a setting out of range. */
export function resolveGanObjective(options: GanObjective): Required<GanObjective> {
  const { objective = 'non-saturating', realLabel = 1, movingAverage = 0.999, classes = 0 } = options;
  const wasserstein = objective === 'wasserstein';
  const { gradientPenalty = wasserstein ? 10 : 0, discriminatorSteps = wasserstein ? 5 : 1 } = options;
  const { realGradientPenalty = 0 } = options;
  return {
    objective,
    realLabel,
    gradientPenalty: checkNumber('gradientPenalty', gradientPenalty, { from: 0 }),
    realGradientPenalty: checkNumber('realGradientPenalty', realGradientPenalty, { from: 0 }),
    discriminatorSteps: checkInteger('discriminatorSteps', discriminatorSteps, { from: 1 }),
    movingAverage: checkNumber('movingAverage', movingAverage, { from: 0, to: 0.999999 }),
    classes: checkInteger('classes', classes, { from: 0 }),
  };
}
