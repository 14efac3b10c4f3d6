import { ArgumentError, checkNumber, checkOneOf } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { sigmoidCrossEntropy } from './cross-entropy';

/** The names of the adversarial losses; {@link AdversarialObjective} gives their formulas. */
export const ADVERSARIAL_OBJECTIVES = ['non-saturating', 'hinge', 'least-squares', 'wasserstein'] as const;

/**
 * The losses of a discriminator (a critic for 'wasserstein') and its adversary, by name. They are means over the batch of functions
 * of the logits of real and generated samples; a is the label of real samples, 1 unless smoothed:
 *
 * - 'non-saturating': the cross-entropies of the logits' sigmoids, H(a, real) + H(0, generated), against H(1, generated) (Goodfellow
 *   et al. 2014, "Generative adversarial nets", arXiv:1406.2661v1, section 3).
 * - 'hinge': max(0, 1 - real) + max(0, 1 + generated), against -generated (Lim and Ye 2017, "Geometric GAN",
 *   arXiv:1705.02894v2, section 3).
 * - 'least-squares': (real - a)² / 2 + generated² / 2, against (generated - 1)² / 2 (Mao et al. 2017, "Least squares generative
 *   adversarial networks", arXiv:1611.04076v3, equation 9).
 * - 'wasserstein': generated - real, against -generated (Arjovsky et al. 2017, "Wasserstein GAN", arXiv:1701.07875v3, equation
 *   2), for a critic that a gradient penalty keeps near slope 1.
 */
export type AdversarialObjective = (typeof ADVERSARIAL_OBJECTIVES)[number];

/** The losses of two networks that train against each other. */
export interface AdversarialLoss {
  /** The discriminator's loss, from the logits of real and generated samples. */
  discriminator(real: tf.Tensor, generated: tf.Tensor): tf.Scalar;
  /** The loss of the discriminator's adversary, from the logits of generated samples. */
  generator(generated: tf.Tensor): tf.Scalar;
}

/**
 * Returns the losses of that name.
 *
 * @param realLabel the label of real samples, above 0 and at most 1: below 1 it is one-sided label smoothing (Salimans et al. 2016,
 *   arXiv:1606.03498v1, section 3.4). Only losses with labels take one.
 * @throws ArgumentError for an unknown objective, and for a label that is out of range or that the objective does not use.
 */
export function adversarialLoss(objective: AdversarialObjective = 'non-saturating', realLabel = 1): AdversarialLoss {
  checkOneOf('objective', objective, ADVERSARIAL_OBJECTIVES);
  checkNumber('realLabel', realLabel, { above: 0, to: 1 });
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
