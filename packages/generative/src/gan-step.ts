import * as core from '@ae-lab/core';
import type { AdversarialLoss } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { appendLabels, logitOfLabel } from './class-labels';
import type { GanNetworks } from './gan-networks';
import type { GanObjective } from './gan-objective';
import { type GeneratorShape, toOutputRange } from './generator-network';
import { gradientPenalty, realGradientPenalty } from './gradient-penalty';
import type { MovingAverage } from './moving-average';

/** The networks of a GAN, its objective and the moving average of its generator. */
export interface GanParts extends GanNetworks, Pick<GeneratorShape, 'latentDim' | 'outputActivation'> {
  readonly settings: Required<GanObjective>;
  readonly adversarial: AdversarialLoss;
  readonly average?: MovingAverage;
}

/**
 * Returns the training step of a GAN: one update of the generator, then those of the discriminator. Both learn from the same generated
 * images, which the generator made before its update; further updates of the discriminator draw new ones.
 */
export function ganStep(
  parts: GanParts,
  optimizer: core.Optimizer,
  discriminatorOptimizer: core.Optimizer,
): core.TrainingStep {
  const { generator, discriminator, average, settings, adversarial, latentDim, outputActivation } = parts;
  const { classes, discriminatorSteps, gradientPenalty: weight, realGradientPenalty: realWeight } = settings;
  const networks = [generator, discriminator];
  const [generating, judging] = networks.map((network) => core.networkVariables([network], 'trainable'));
  function labelsOf({ labels }: core.ImageBatch): tf.Tensor1D | undefined {
    if (classes === 0) return undefined;
    // A data set of one's own may give batches without labels.
    if (labels?.dtype !== 'int32') throw new core.ArgumentError('batch.labels', 'an int32 tensor [n]', labels?.dtype);
    return labels;
  }

  /** Returns new images in the range of the generator's output, as many as the batch has and of its labels. */
  function draw(batch: core.ImageBatch, pass: core.ForwardPass): tf.Tensor4D {
    const codes = core.randomNormal([batch.images.shape[0], latentDim], pass.rng.split('codes')) as tf.Tensor2D;
    return pass.apply(generator, appendLabels(codes, labelsOf(batch), classes), { inputGradient: false });
  }

  /** Returns the logit of each image. */
  function judge(
    images: tf.Tensor,
    labels: tf.Tensor1D | undefined,
    pass: core.ForwardPass,
    options?: core.ApplyOptions,
  ): tf.Tensor {
    return logitOfLabel(pass.apply<tf.Tensor2D>(discriminator, images, options), labels);
  }

  function generatorTerms(batch: core.ImageBatch, pass: core.ForwardPass): core.LossTerms {
    const generated = draw(batch, pass);
    pass.keep('generated', generated);
    return { loss: adversarial.generator(judge(generated, labelsOf(batch), pass)) };
  }

  function discriminatorTerms(batch: core.ImageBatch, pass: core.ForwardPass): core.LossTerms {
    const labels = labelsOf(batch);
    const generated = pass.kept.generated ?? draw(batch, pass);
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
    state: [...core.networkVariables(networks), ...(average?.state ?? [])],
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
  };
}
