import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of the plain operations that these losses use.
import { sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { noiseImages } from '../../test/images';
import { BatchNormalization, Dense } from '../layers';
import { adam } from '../optimizers/adam';
import type { Optimizer } from '../optimizers/optimizer';
import { fit } from './fit';
import { networkVariables, type Objective, type TrainingStep } from './training-step';

beforeAll(() => tf.setBackend('cpu'));

const data = noiseImages(6, [1, 1, 2]);
const failure = new Error('no memory');

/** Adam that fails in its `last` update of a variable, as it does when memory runs out. */
function failingAdam(last: number): Optimizer {
  const optimizer = adam();
  let updates = 0;
  return {
    ...optimizer,
    update(...args) {
      updates++;
      if (updates === last) throw failure;
      return optimizer.update(...args);
    },
  };
}

/** Two objectives, the first of which moves batch statistics, too. */
function makeStep(second: Optimizer, afterUpdate?: () => void): TrainingStep {
  const networks = [3, 4].map((units) => {
    const network = sequential();
    network.add(new Dense({ units, inputShape: [2] }));
    network.add(new BatchNormalization());
    // The same weights each time.
    for (const [i, weight] of network.weights.entries()) weight.write(tf.fill(weight.shape as number[], 0.1 * (i + 1)));
    return network;
  });
  const objectives = networks.map(
    (network, i): Objective => ({
      name: `objective${i}`,
      optimizer: i === 0 ? adam() : second,
      training: [network],
      variables: () => networkVariables([network], 'trainable'),
      loss: ({ images }, pass) => ({
        loss: tf.mean(tf.square(tf.sub(pass.apply(network, tf.reshape(images, [-1, 2])), 0.3))) as tf.Scalar,
      }),
    }),
  );
  return { state: networkVariables(networks), objectives, afterUpdate };
}

const values = ({ state }: TrainingStep) => state.map((variable) => [...variable.dataSync()]);

it.each([
  ['an optimizer at its third variable', (steps: number) => makeStep(failingAdam(4 * steps + 3))],
  [
    'what follows the update',
    (steps: number) => {
      let calls = 0;
      return makeStep(adam(), () => {
        calls++;
        if (calls > steps) throw failure;
      });
    },
  ],
])('a step in which %s fails leaves all weights and statistics as they were', async (_, failingAfter) => {
  for (const steps of [0, 1]) {
    const expected = makeStep(adam());
    // One epoch of one step is the first step of the other training.
    if (steps === 1) await fit(expected, data, { epochs: 1, batchSize: 6, seed: 1 });
    const step = failingAfter(steps);
    const before = tf.memory().numTensors;
    await expect(fit(step, data, { epochs: 2, batchSize: 6, seed: 1 })).rejects.toBe(failure);
    expect(values(step)).toEqual(values(expected));
    expect(tf.memory().numTensors).toBe(before);
    await fit({ ...makeStep(adam()), state: step.state }, data, { epochs: 1, batchSize: 6, seed: 1 });
    tf.dispose([...step.state, ...expected.state]);
  }
});
