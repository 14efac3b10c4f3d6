import * as core from '@ae-lab/core';
import { adversarialLoss, reconstructionLoss } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialAutoencoderNetworks } from './adversarial-autoencoder-networks';

/** The networks of an adversarial autoencoder, the prior of its codes and its reconstruction loss. */
export interface AdversarialParts extends AdversarialAutoencoderNetworks {
  readonly prior: core.CodeSampler;
  readonly loss: core.ReconstructionLossName;
}

/**
 * Returns the training step of an adversarial autoencoder: one update for the reconstruction, one of the discriminator and one of the
 * encoder against it.
 */
export function adversarialStep(
  { encoder, decoder, discriminator, prior, loss: lossName }: AdversarialParts,
  optimizer: core.Optimizer,
  adversarialOptimizer: core.Optimizer,
): core.TrainingStep {
  const networks = [encoder, decoder, discriminator];
  const [encoding, decoding, judging] = networks.map((network) => core.networkVariables([network], 'trainable'));
  const reconstructing = [...encoding, ...decoding];
  const lossOf = reconstructionLoss(lossName);
  const adversarial = adversarialLoss();
  return {
    state: core.networkVariables(networks),
    objectives: [
      {
        name: 'reconstruction',
        optimizer,
        training: networks,
        variables: () => reconstructing,
        loss: ({ images }, pass) => {
          const codes = pass.apply(encoder, images, { inputGradient: false });
          return { loss: lossOf(images, pass.apply(decoder, codes)) };
        },
      },
      {
        name: 'discriminator',
        optimizer: adversarialOptimizer,
        training: networks,
        variables: () => judging,
        loss: ({ images }, pass) => {
          const drawn = prior.sample(images.shape[0], pass.rng.split('prior'));
          const codes = pass.apply<tf.Tensor2D>(encoder, images, { inputGradient: false });
          const logits = pass.apply(discriminator, tf.concat([drawn, codes]), { inputGradient: false });
          const [ofPrior, ofCodes] = tf.split(logits, 2);
          const loss = adversarial.discriminator(ofPrior, ofCodes);
          return { loss, prior: tf.mean(ofPrior) as tf.Scalar, codes: tf.mean(ofCodes) as tf.Scalar };
        },
      },
      {
        name: 'encoder',
        optimizer: adversarialOptimizer,
        training: networks,
        variables: () => encoding,
        loss: ({ images }, pass) => {
          const codes = pass.apply(encoder, images, { inputGradient: false });
          return { loss: adversarial.generator(pass.apply(discriminator, codes)) };
        },
      },
    ],
  };
}
