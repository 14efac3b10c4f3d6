import * as core from '@ae-lab/core';
import { reconstructionLoss } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { Codebook } from './codebook';
import type { NetworkPair } from './network-pair';
import { straightThrough } from './straight-through';

/** The networks and the codebook of a VQ-VAE, its reconstruction loss and the weight of its commitment loss. */
export interface VqVaeParts extends NetworkPair {
  readonly codebook: Codebook;
  readonly loss: core.ReconstructionLossName;
  readonly commitment: number;
}

/** Returns the training step of a VQ-VAE: an update of both networks, then one of the codebook by the encoder's vectors. */
export function vqVaeStep(
  { encoder, decoder, codebook, loss: lossName, commitment: weight }: VqVaeParts,
  optimizer: core.Optimizer,
): core.TrainingStep {
  const networks = [encoder, decoder];
  const trained = core.networkVariables(networks, 'trainable');
  const lossOf = reconstructionLoss(lossName);
  return {
    state: [...core.networkVariables(networks), ...codebook.state],
    objectives: [
      {
        name: 'autoencoder',
        optimizer,
        training: networks,
        variables: () => trained,
        loss: ({ images }, pass) => {
          const grid = pass.apply<tf.Tensor4D>(encoder, images, { inputGradient: false });
          const indices = codebook.nearest(grid);
          const entries = straightThrough(grid, () => tf.reshape(tf.gather(codebook.entries, indices), grid.shape));
          const reconstruction = lossOf(images, pass.apply(decoder, entries));
          // Only its second argument gets a gradient.
          const commitment = core.squaredErrorLoss(entries, grid);
          const loss = tf.add(reconstruction, tf.mul(commitment, weight)) as tf.Scalar;
          pass.keep('grid', grid);
          pass.keep('indices', indices);
          pass.keep('replacements', codebook.replacements(indices.size, pass.rng.split('codebook')));
          return { loss, reconstruction, commitment };
        },
      },
    ],
    afterUpdate: (_, { grid, indices, replacements }) =>
      codebook.update(grid, indices as tf.Tensor1D, replacements as tf.Tensor1D),
  };
}
