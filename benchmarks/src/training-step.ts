import * as core from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Inputs } from './inputs';
import type { ModelKind, NetworkName, Networks } from './networks';
import { type Means, objectives, type StepInputs } from './objectives';

/** A saved model, ready to be trained as by a user of this project. */
export interface Trainee {
  readonly step: core.TrainingStep;
  /** The sum of its losses, in training mode. */
  loss(pass: core.ForwardPass, step: StepInputs): tf.Scalar;
  readonly networks: readonly LayersModel[];
  dispose(): void;
}

/**
 * Loads a saved model with its training step.
 *
 * @param at returns the index of the current step.
 */
export async function loadTrainee(inputs: Inputs, name: NetworkName, at: () => number): Promise<Trainee> {
  const { className, options, networks } = await core.loadModel(inputs.network(name));
  const { learningRate, beta1 } = options as Networks['training'];
  const all = Object.values(networks);
  const means = (pass: core.ForwardPass): Means => ({
    apply: (part, input, constant = false) => pass.apply(networks[part], input, { inputGradient: !constant }),
    squaredError: core.squaredErrorLoss,
    crossEntropy: (images, reconstruction) => core.binaryCrossEntropyLoss(images, reconstruction, 'sum'),
    softmaxCrossEntropy: core.softmaxCrossEntropy,
    sigmoidCrossEntropy: core.sigmoidCrossEntropy,
  });
  const definitions = objectives(className as ModelKind, latentDim(networks));
  const step: core.TrainingStep = {
    state: core.networkVariables(all),
    objectives: definitions.map((definition) => {
      const trained = core.networkVariables(
        definition.trains.map((part) => networks[part]),
        'trainable',
      );
      return {
        name: definition.name,
        optimizer: core.adam({ learningRate, beta1, epsilon: 1e-7 }),
        training: all,
        variables: () => trained,
        loss: ({ images }, pass) => ({ loss: definition.loss(means(pass), { inputs, step: at(), images }) }),
      };
    }),
  };
  return {
    step,
    networks: all,
    loss: (pass, seen) =>
      definitions.map((definition) => definition.loss(means(pass), seen)).reduce((sum, term) => tf.add(sum, term)),
    dispose() {
      for (const network of all) network.dispose();
    },
  };
}

/** Returns the latent dimension of a decoder or a generator, or 0 for other models. */
export function latentDim({ decoder, generator }: Readonly<Record<string, LayersModel>>): number {
  return (decoder ?? generator)?.inputs[0].shape[1] ?? 0;
}
