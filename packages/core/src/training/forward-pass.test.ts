import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { noiseImages } from '../../test/images';
import { BatchNormalization, Conv2D, Conv2DTranspose, Dense } from '../layers';
import { sgd } from '../optimizers/sgd';
import { fit } from './fit';
import { ForwardPass } from './forward-pass';
import { networkVariables } from './training-step';

beforeAll(() => tf.setBackend('cpu'));

const network = (...parts: layers.Layer[]): LayersModel => sequential({ layers: parts });

const images = noiseImages(4, [6, 6, 1]);
const maps = () => tf.tensor4d(new Rng(2).normals(4 * 6 * 6 * 2), [4, 6, 6, 2]);
const batch = () => images.batch(new Int32Array([0, 1, 2, 3])).images;

/** The trained network, from images to images. */
const first = () =>
  network(
    new Conv2D({ filters: 2, kernelSize: 3, padding: 'same', seed: 1, inputShape: [6, 6, 1], activation: 'tanh' }),
  );

/** The frozen network after it, with one layer of each kind that has weights. */
const second = () =>
  network(
    new Conv2D({ filters: 3, kernelSize: 3, strides: 2, seed: 2, inputShape: [6, 6, 2], activation: 'sigmoid' }),
    new BatchNormalization(),
    new Conv2DTranspose({ filters: 2, kernelSize: 2, seed: 3, useBias: false }),
    layers.flatten(),
    new Dense({ units: 1, seed: 4 }),
  );

/** Returns the number of launches of each kernel. */
async function launches(run: () => unknown): Promise<Record<string, number>> {
  const { kernels } = await tf.profile(async () => {
    await run();
    return [];
  });
  const counts: Record<string, number> = {};
  for (const { name } of kernels) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

describe('a frozen network', () => {
  const score = (pass: ForwardPass, networks: LayersModel[], options = {}) =>
    tf.sum(tf.square(networks.reduce<tf.Tensor>((x, each) => pass.apply(each, x, options), batch()))) as tf.Scalar;

  it.each([false, true])('passes on the same gradient (in training mode: %s)', (training) => {
    const networks = [first(), second()];
    const trained = networkVariables([networks[0]], 'trainable');
    const gradients = (known?: typeof trained) => {
      const pass = new ForwardPass(new Rng(1), { training: training ? networks : [], trained: known });
      const { grads } = tf.variableGrads(() => score(pass, networks), trained);
      return trained.map(({ name }) => grads[name].dataSync());
    };
    expect(gradients(trained)).toEqual(gradients());
  });

  it('computes no gradient by its weights in fit', async () => {
    const networks = [first(), second()];
    const train = (parts: LayersModel[]) => {
      const objective = {
        name: 'score',
        optimizer: sgd({ learningRate: 0.1 }),
        training: [],
        variables: () => networkVariables(parts, 'trainable'),
        loss: (_: unknown, pass: ForwardPass) => ({ loss: score(pass, networks) }),
      };
      return launches(() => fit({ objectives: [objective], state: [] }, images, { epochs: 1, batchSize: 4 }));
    };
    const all = await train(networks);
    // Two convolutions and a transposed one; the product of the dense layer and its two gradients.
    expect(all).toMatchObject({ Conv2DBackpropFilter: 3, BatchMatMul: 2 });
    const frozen = await train([networks[0]]);
    expect(frozen).toMatchObject({ Conv2DBackpropFilter: 1, BatchMatMul: 1 });
    expect(frozen.Conv2DBackpropInput).toBe(all.Conv2DBackpropInput);
  });

  it('computes no gradient at all if nothing before it is trained', async () => {
    const judge = second();
    const other = tf.variable(tf.scalar(1));
    const pass = new ForwardPass(new Rng(1), { trained: [other] });
    const loss = () => tf.add(other, tf.sum(pass.apply(judge, maps(), { inputGradient: false }))) as tf.Scalar;
    const [forward, both] = [await launches(loss), await launches(() => tf.variableGrads(loss, [other]))];
    for (const name of ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 'BatchMatMul']) {
      expect([name, both[name]]).toEqual([name, forward[name]]);
    }
    // Nor is anything kept for gradients, which takes a copy.
    const without = await launches(() => tf.variableGrads(() => tf.add(other, tf.sum(maps())) as tf.Scalar, [other]));
    expect(both.Identity).toBe(without.Identity);
  });
});

it('refuses misspelt options of apply, which would be ignored silently', () => {
  const pass = new ForwardPass(new Rng(1));
  expect(() => pass.apply(first(), batch(), { inputGradients: false } as object)).toThrow(
    'options: expected no other options than inputGradient, secondDerivatives, got "inputGradients".',
  );
  expect(() => pass.apply(first(), batch(), { secondDerivatives: 1 as never })).toThrow(
    'secondDerivatives: expected true or',
  );
});

it('tells which networks are in training mode', () => {
  const [trains, infers] = [first(), second()];
  const pass = new ForwardPass(new Rng(1), { training: [trains] });
  expect([pass.isTraining(trains), pass.isTraining(infers)]).toEqual([true, false]);
});

it('the first layer of a dense network computes no gradient by a constant input', async () => {
  const dense = network(
    layers.flatten({ inputShape: [6, 6, 1] }),
    new Dense({ units: 5, seed: 5 }),
    new Dense({ units: 1, seed: 6 }),
  );
  const products = async (inputGradient: boolean) => {
    const pass = new ForwardPass(new Rng(1));
    const loss = () => tf.sum(pass.apply(dense, batch(), { inputGradient })) as tf.Scalar;
    return (await launches(() => tf.variableGrads(loss, networkVariables([dense], 'trainable')))).BatchMatMul;
  };
  expect([await products(true), await products(false)]).toEqual([4, 3]);
});
