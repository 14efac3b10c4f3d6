import { ArgumentError, sigmoidCrossEntropy } from '@ae-lab/core';
import { checkNumber, checkOneOf } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';

/** The names of the losses, explained at {@link AdversarialObjective}. */
export const ADVERSARIAL_OBJECTIVES = ['non-saturating', 'hinge', 'least-squares', 'wasserstein'] as const;

/**
 * What a discriminator D (a critic for 'wasserstein') and its adversary minimise, from the logits of real and generated
 * samples; a is the label of real samples, 1 unless smoothed, and means are over the batch:
 *
 * - 'non-saturating': the cross-entropies of sigmoid D, H(a, real) + H(0, generated), against H(1, generated) (Goodfellow et al.
 *   2014, "Generative adversarial nets", arXiv:1406.2661v1, section 3).
 * - 'hinge': max(0, 1 - real) + max(0, 1 + generated), against -generated (Lim and Ye 2017, "Geometric GAN",
 *   arXiv:1705.02894v2, section 3).
 * - 'least-squares': (real - a)² / 2 + generated² / 2, against (generated - 1)² / 2 (Mao et al. 2017, "Least squares generative
 *   adversarial networks", arXiv:1611.04076v3, equation 9).
 * - 'wasserstein': generated - real, against -generated (Arjovsky et al. 2017, "Wasserstein GAN", arXiv:1701.07875v3, equation
 *   2), for a critic that a gradient penalty keeps near slope 1.
 */
export type AdversarialObjective = (typeof ADVERSARIAL_OBJECTIVES)[number];

export interface AdversarialLoss {
  /** The discriminator's loss. */
  discriminator(real: tf.Tensor, generated: tf.Tensor): tf.Scalar;
  /** The loss of what it is deceived by. */
  generator(generated: tf.Tensor): tf.Scalar;
}

/**
 * The losses by their name.
 *
 * @param realLabel what the discriminator should say of real samples, in (0, 1]: below 1 it is one-sided label smoothing
 *   (Salimans et al. 2016, arXiv:1606.03498v1, section 3.4). Only losses with labels take one.
 * @throws ArgumentError for an unknown objective, and for a label out of range or not used.
 */
export function adversarialLoss(objective: AdversarialObjective = 'non-saturating', realLabel = 1): AdversarialLoss {
  checkOneOf('objective', objective, ADVERSARIAL_OBJECTIVES);
  checkNumber('realLabel', realLabel, { from: 0, to: 1 });
  if (realLabel === 0) throw new ArgumentError('realLabel', 'a number above 0', realLabel);
  if (realLabel !== 1 && (objective === 'hinge' || objective === 'wasserstein')) {
    throw new ArgumentError('realLabel', `1 for the objective '${objective}', which has no labels`, realLabel);
  }
  return LOSSES[objective](realLabel);
}

const LOSSES: Readonly<Record<AdversarialObjective, (realLabel: number) => AdversarialLoss>> = {
  'non-saturating': (realLabel) => ({
    discriminator: (real, generated) =>
      tf.add(sigmoidCrossEntropy(realLabel, real), sigmoidCrossEntropy(0, generated)) as tf.Scalar,
    generator: (generated) => sigmoidCrossEntropy(1, generated),
  }),
  hinge: () => ({
    discriminator: (real, generated) =>
      tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(generated, 1)))) as tf.Scalar,
    generator: (generated) => tf.neg(tf.mean(generated)) as tf.Scalar,
  }),
  'least-squares': (realLabel) => ({
    discriminator: (real, generated) =>
      tf.mul(tf.add(tf.mean(tf.square(tf.sub(real, realLabel))), tf.mean(tf.square(generated))), 0.5) as tf.Scalar,
    generator: (generated) => tf.mul(tf.mean(tf.square(tf.sub(generated, 1))), 0.5) as tf.Scalar,
  }),
  wasserstein: () => ({
    discriminator: (real, generated) => tf.sub(tf.mean(generated), tf.mean(real)) as tf.Scalar,
    generator: (generated) => tf.neg(tf.mean(generated)) as tf.Scalar,
  }),
};
