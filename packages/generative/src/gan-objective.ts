import { type Description, kind, optional, type Read } from '@ae-lab/core';
import { ADVERSARIAL_OBJECTIVES, type AdversarialObjective } from '@ae-lab/core/internal';

/** The objective of a GAN, whatever its networks. */
export interface GanObjective {
  /** The losses of the two networks; see {@link AdversarialObjective}. Default 'non-saturating'. */
  readonly objective?: AdversarialObjective;
  /** The label of real images, above 0 and at most 1; 0.9 for one-sided label smoothing. Default 1. */
  readonly realLabel?: number;
  /** The weight of the gradient penalty between real and generated images, at least 0. Default 10 for 'wasserstein', else 0. */
  readonly gradientPenalty?: number;
  /** The weight of the R1 penalty, the squared gradient at real images, at least 0. Default 0. */
  readonly realGradientPenalty?: number;
  /** Updates of the discriminator per update of the generator, each on a fresh batch. Default 5 for 'wasserstein', else 1. */
  readonly discriminatorSteps?: number;
  /**
   * The fraction of the generator's moving average that stays from step to step, in [0, 1), and at most (1 + t) / (10 + t) in step t.
   * 0 turns it off. Default 0.999.
   */
  readonly movingAverage?: number;
  /**
   * The number of classes, which makes it conditional on labels in [0, classes): the generator gets them one-hot after its code, and
   * the discriminator has a logit for each class, of which the label's counts. Default 0, unconditional.
   */
  readonly classes?: number;
}

/** The description of {@link GanObjective}. */
export const GAN_OBJECTIVE = {
  objective: optional(kind.choice(ADVERSARIAL_OBJECTIVES), 'non-saturating'),
  realLabel: optional(kind.number({ above: 0, to: 1 }), 1),
  gradientPenalty: optional(kind.number({ from: 0 })),
  realGradientPenalty: optional(kind.number({ from: 0 }), 0),
  discriminatorSteps: optional(kind.integer({ from: 1 })),
  movingAverage: optional(kind.number({ from: 0, below: 1 }), 0.999),
  classes: optional(kind.integer({ from: 0 }), 0),
} satisfies Description<GanObjective>;

/** Returns an objective with the defaults that depend on it. */
export function resolveGanObjective(read: Read<typeof GAN_OBJECTIVE>): Required<GanObjective> {
  const { objective, realLabel, realGradientPenalty, movingAverage, classes } = read;
  const wasserstein = objective === 'wasserstein';
  const { gradientPenalty = wasserstein ? 10 : 0, discriminatorSteps = wasserstein ? 5 : 1 } = read;
  return {
    objective,
    realLabel,
    gradientPenalty,
    realGradientPenalty,
    discriminatorSteps,
    movingAverage,
    classes,
  };
}
