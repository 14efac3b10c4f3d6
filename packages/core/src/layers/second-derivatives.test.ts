import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { finiteDifferences } from '../../test/finite-differences';
import { ForwardPass } from '../training/forward-pass';
import { networkVariables } from '../training/training-step';
import { Activation, Conv2D, Conv2DTranspose, Dense, LeakyReLU } from '.';
import { ACTIVATIONS, STOCK_ACTIVATIONS } from './activation-function';

beforeAll(() => tf.setBackend('cpu'));

const inputShape = [3, 3, 1];
const input = () => tf.tensor(new Rng(1).normals(18), [2, ...inputShape]);

/** The layers after a convolution and a transposed one. */
const between = (...parts: layers.Layer[]) => [
  new Conv2D({ filters: 2, kernelSize: 2, strides: 2, padding: 'same', seed: 1, inputShape }),
  new Conv2DTranspose({ filters: 1, kernelSize: 2, seed: 2, useBias: false }),
  layers.flatten(),
  ...parts,
];
const CASES: [string, () => layers.Layer[]][] = [
  ...STOCK_ACTIVATIONS.map((activation): (typeof CASES)[number] => [
    `Dense, ${activation}`,
    () => between(new Dense({ units: 3, seed: 3, activation }), new Dense({ units: 1, seed: 4 })),
  ]),
  ...ACTIVATIONS.map((activation): (typeof CASES)[number] => [
    `Activation, ${activation}`,
    () => {
      const layer = activation === 'leakyrelu' ? new LeakyReLU({ alpha: 0.2 }) : new Activation({ activation });
      return between(new Dense({ units: 3, seed: 3 }), layer, new Dense({ units: 1, seed: 4 }));
    },
  ]),
];

it.each(CASES)(
  '%s: the gradient by the weights of a squared input gradient is that of finite differences',
  (_, make) => {
    const network = sequential({ layers: make() });
    const pass = new ForwardPass(new Rng(1), { training: [network] });
    const output = (x: tf.Tensor) => tf.sum(tf.square(pass.apply(network, x, { secondDerivatives: true })));
    const loss = () => tf.sum(tf.square(tf.grad(output)(input()))) as tf.Scalar;
    const weights = networkVariables([network], 'trainable');
    const { grads } = tf.variableGrads(loss, weights);
    for (const weight of weights) {
      const at = (values: tf.Tensor) => {
        const old = tf.tensor(weight.dataSync().slice(), weight.shape);
        weight.assign(values);
        const result = loss();
        weight.assign(old);
        return result;
      };
      const expected = tf.tidy(() => finiteDifferences(at, weight, 3e-3));
      const found = grads[weight.name]?.dataSync() ?? expected.map(() => 0);
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i]), weight.name).toBeLessThan(0.01 * (1 + Math.abs(expected[i])));
      });
    }
  },
);
