import {
  adam,
  binaryCrossEntropyLoss,
  type ForwardPass,
  loadModel,
  networkVariables,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  squaredErrorLoss,
  type TrainingStep,
} from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Inputs } from './inputs';
import type { ModelKind, NetworkName, Networks } from './networks';
import { type Means, objectives, type StepInputs } from './objectives';

/** A saved model as a user of this project would train it. */
export interface Trainee {
  readonly step: TrainingStep;
  /** The sum of its losses, in training mode. */
  loss(pass: ForwardPass, step: StepInputs): tf.Scalar;
  readonly networks: readonly LayersModel[];
  dispose(): void;
}

/** @param at what the step that is being computed sees. */
export async function loadTrainee(inputs: Inputs, name: NetworkName, at: () => number): Promise<Trainee> {
  const { className, options, networks } = await loadModel(inputs.network(name));
  const { learningRate, beta1 } = options as Networks['training'];
  const all = Object.values(networks);
  const means = (pass: ForwardPass): Means => ({
    apply: (part, input, constant = false) => pass.apply(networks[part], input, { inputGradient: !constant }),
    squaredError: squaredErrorLoss,
    crossEntropy: (images, reconstruction) => binaryCrossEntropyLoss(images, reconstruction, 'sum'),
    softmaxCrossEntropy,
    sigmoidCrossEntropy,
  });
  const definitions = objectives(className as ModelKind, latentDim(networks));
  const step: TrainingStep = {
    state: networkVariables(all),
    objectives: definitions.map((definition) => {
      const trained = networkVariables(
        definition.trains.map((part) => networks[part]),
        'trainable',
      );
      return {
        name: definition.name,
        optimizer: adam({ learningRate, beta1, epsilon: 1e-7 }),
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

/** The size of the codes that a decoder or a generator takes; of no matter to others. */
export function latentDim({ decoder, generator }: Readonly<Record<string, LayersModel>>): number {
  return (decoder ?? generator)?.inputs[0].shape[1] ?? 0;
}
