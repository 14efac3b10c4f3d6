import {
  type ApplyOptions,
  ArgumentError,
  type Batch,
  type ForwardPass,
  type LossTerms,
  networkVariables,
  type Optimizer,
  randomNormal,
  type TrainingStep,
} from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from './adversarial-loss';
import { logitOfLabel, withLabels } from './class-labels';
import type { CheckedGanNetworks } from './gan-networks';
import type { GanObjective } from './gan-objective';
import { toOutputRange } from './generator-network';
import { gradientPenalty, realGradientPenalty } from './gradient-penalty';
import type { MovingAverage } from './moving-average';

/** What a GAN trains, and follows the generator by. */
export interface GanParts extends CheckedGanNetworks {
  readonly settings: Required<GanObjective>;
  readonly adversarial: AdversarialLoss;
  readonly average?: MovingAverage;
}

/**
 * How a batch changes a GAN: one update of the generator, then those of the discriminator. Both learn of the same generated
 * images, as the generator made them before its update; further updates of the discriminator draw new ones.
 */
export function ganStep(parts: GanParts, optimizer: Optimizer, discriminatorOptimizer: Optimizer): TrainingStep {
  const { generator, discriminator, average, settings, adversarial, latentDim, outputActivation } = parts;
  const { classes, discriminatorSteps, gradientPenalty: weight, realGradientPenalty: realWeight } = settings;
  const networks = [generator, discriminator];
  const [generating, judging] = networks.map((network) => networkVariables([network], 'trainable'));
  /** What the generator made for its own update. */
  let drawn: { readonly batch: Batch; readonly generated: tf.Tensor4D } | undefined;

  function labelsOf({ labels }: Batch): tf.Tensor1D | undefined {
    if (classes === 0) return undefined;
    // A data set of one's own may have forgotten them.
    if (labels?.dtype !== 'int32') throw new ArgumentError('batch.labels', 'an int32 tensor [n]', labels?.dtype);
    return labels;
  }

  /** New images, as many as the batch has and of its labels, as the generator gives them. */
  function draw(batch: Batch, pass: ForwardPass): tf.Tensor4D {
    const codes = randomNormal([batch.images.shape[0], latentDim], pass.rng.split('codes')) as tf.Tensor2D;
    return pass.apply(generator, withLabels(codes, labelsOf(batch), classes), { inputGradient: false });
  }

  /** The logit of each image. */
  function judge(
    images: tf.Tensor,
    labels: tf.Tensor1D | undefined,
    pass: ForwardPass,
    options?: ApplyOptions,
  ): tf.Tensor {
    return logitOfLabel(pass.apply<tf.Tensor2D>(discriminator, images, options), labels);
  }

  function generatorTerms(batch: Batch, pass: ForwardPass): LossTerms {
    const generated = draw(batch, pass);
    if (pass.isTraining(generator)) drawn = { batch, generated: tf.keep(generated) };
    return { loss: adversarial.generator(judge(generated, labelsOf(batch), pass)) };
  }

  function discriminatorTerms(batch: Batch, pass: ForwardPass): LossTerms {
    const labels = labelsOf(batch);
    const generated = drawn?.batch === batch ? drawn.generated : draw(batch, pass);
    const real = toOutputRange(batch.images, outputActivation);
    // One pass over both is faster than two.
    const both = tf.concat([real, generated]);
    const logits = judge(both, labels && tf.concat([labels, labels]), pass, { inputGradient: false });
    const [ofReal, ofGenerated] = tf.split(logits, 2);
    const critic = (images: tf.Tensor) => judge(images, labels, pass, { secondDerivatives: true });
    const penalties: Record<string, tf.Scalar> = {};
    let loss = adversarial.discriminator(ofReal, ofGenerated);
    if (weight > 0) {
      penalties.penalty = gradientPenalty(critic, real, generated, pass.rng.split('penalty'));
      loss = tf.add(loss, tf.mul(penalties.penalty, weight));
    }
    if (realWeight > 0) {
      penalties.realPenalty = realGradientPenalty(critic, real);
      loss = tf.add(loss, tf.mul(penalties.realPenalty, realWeight));
    }
    return { loss, real: tf.mean(ofReal) as tf.Scalar, generated: tf.mean(ofGenerated) as tf.Scalar, ...penalties };
  }

  return {
    state: [...networkVariables(networks), ...(average?.state ?? [])],
    objectives: [
      { name: 'generator', optimizer, training: networks, variables: () => generating, loss: generatorTerms },
      {
        name: 'discriminator',
        optimizer: discriminatorOptimizer,
        repeats: discriminatorSteps,
        training: networks,
        variables: () => judging,
        loss: discriminatorTerms,
      },
    ],
    afterUpdate: () => average?.update(),
    release: () => {
      drawn?.generated.dispose();
      drawn = undefined;
    },
  };
}
