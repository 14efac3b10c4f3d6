import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { finiteDifferences } from '../../test/finite-differences';
import { Activation, BatchNormalization, Conv2D, Conv2DTranspose, Dense, Dropout, LeakyReLU, layerClasses } from '.';

beforeAll(() => tf.setBackend('cpu'));

const random = (shape: number[], seed = 2) => tf.tensor(new Rng(seed).normals(shape.reduce((a, b) => a * b, 1)), shape);

/** Each of our layers, the stock layer that it replaces, and an input shape. */
const CASES: [string, () => layers.Layer, () => layers.Layer, number[]][] = [
  ...(['linear', 'relu', 'elu', 'sigmoid', 'tanh'] as const).map((activation): (typeof CASES)[number] => [
    `Dense, ${activation}`,
    () => new Dense({ units: 3, activation }),
    () => layers.dense({ units: 3, activation }),
    [4, 5],
  ]),
  [
    'Dense without bias',
    () => new Dense({ units: 3, useBias: false }),
    () => layers.dense({ units: 3, useBias: false }),
    [4, 5],
  ],
  ...(['same', 'valid'] as const).flatMap((padding) =>
    ([1, 2, [2, 3]] as const).map((strides): (typeof CASES)[number] => {
      const options = { filters: 3, kernelSize: 3, strides: strides as number, padding, activation: 'elu' } as const;
      return [
        `Conv2D, ${padding}, strides ${strides}`,
        () => new Conv2D(options),
        () => layers.conv2d(options),
        [2, 6, 5, 2],
      ];
    }),
  ),
  ...(['same', 'valid'] as const).flatMap((padding) =>
    ([1, 2] as const).map((strides): (typeof CASES)[number] => {
      const options = { filters: 3, kernelSize: 3, strides, padding, activation: 'tanh' } as const;
      return [
        `Conv2DTranspose, ${padding}, strides ${strides}`,
        () => new Conv2DTranspose(options),
        () => layers.conv2dTranspose(options),
        [2, 3, 4, 2],
      ];
    }),
  ),
  [
    'BatchNormalization',
    () => new BatchNormalization(),
    () => layers.batchNormalization({ momentum: 0.9 }),
    [3, 2, 2, 4],
  ],
  [
    'Activation',
    () => new Activation({ activation: 'sigmoid' }),
    () => layers.activation({ activation: 'sigmoid' }),
    [3, 4],
  ],
  ['LeakyReLU', () => new LeakyReLU({ alpha: 0.1 }), () => layers.leakyReLU({ alpha: 0.1 }), [3, 4]],
  ['LeakyReLU', () => new LeakyReLU(), () => layers.leakyReLU(), [3, 4]],
];

describe.each(CASES)('%s', (_, makeOwn, makeStock, shape) => {
  /** Both layers built, with the same random weights. */
  function pairOfLayers(): [layers.Layer, layers.Layer] {
    const [own, stock] = [makeOwn(), makeStock()];
    for (const layer of [own, stock]) tf.tidy(() => layer.apply(random(shape)) as tf.Tensor);
    const weights = stock.getWeights().map((weight, i) => tf.abs(random(weight.shape, 10 + i)));
    for (const layer of [own, stock]) layer.setWeights(weights);
    return [own, stock];
  }

  it.each([false, true])('computes the output of the stock layer (training: %s)', (training) => {
    const [own, stock] = pairOfLayers();
    const x = random(shape);
    const expected = stock.apply(x, { training }) as tf.Tensor;
    const actual = own.apply(x, { training }) as tf.Tensor;
    expect(actual.shape).toEqual(expected.shape);
    expect(own.computeOutputShape([null, ...shape.slice(1)])).toEqual([null, ...expected.shape.slice(1)]);
    actual.dataSync().forEach((value, i) => {
      expect(value).toBeCloseTo(expected.dataSync()[i], 4);
    });
    own.getWeights().forEach((weight, i) => {
      expect(Array.from(weight.dataSync())).toEqual(
        Array.from(stock.getWeights()[i].dataSync(), (v) => expect.closeTo(v, 4)),
      );
    });
  });

  it.each([false, true])('has the gradients of finite differences (training: %s)', (training) => {
    const [own] = pairOfLayers();
    const x = random(shape);
    const projection = tf.tidy(() => random((own.apply(x, { training }) as tf.Tensor).shape, 5));
    const lossAt = (input: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(own.apply(input, { training }) as tf.Tensor, projection));
    const close = (actual: ArrayLike<number>, expected: number[]) =>
      expected.forEach((value, i) => {
        expect(Math.abs(actual[i] - value)).toBeLessThan(0.02 * (1 + Math.abs(value)));
      });
    close(tf.grads(lossAt)([x])[0].dataSync(), finiteDifferences(lossAt, x, 1e-3));
    for (const weight of own.trainableWeights) {
      const variable = weight.read() as tf.Variable;
      const exact = tf.variableGrads(() => lossAt(x), [variable]).grads[variable.name].dataSync();
      const original = tf.clone(variable);
      const lossAtWeight = (value: tf.Tensor) => {
        variable.assign(tf.reshape(value, variable.shape));
        return lossAt(x);
      };
      close(exact, finiteDifferences(lossAtWeight, original, 1e-3));
      variable.assign(original);
    }
  });

  it('is saved under the stock name and read back by the stock library and by ours', () => {
    const [own] = pairOfLayers();
    const stockName = makeStock().getClassName();
    expect(own.getClassName()).toBe(stockName);
    const classes = layerClasses() as Record<string, [unknown, (cls: unknown, config: unknown) => layers.Layer]>;
    const [, fromConfig] = classes[stockName];
    const copy = fromConfig(undefined, { ...own.getConfig(), name: 'copy' });
    expect(copy).toBeInstanceOf(own.constructor);
    expect(copy.getConfig()).toEqual({ ...own.getConfig(), name: 'copy' });
    expect(fromConfig(undefined, { ...makeStock().getConfig(), name: 'stock' })).toBeInstanceOf(own.constructor);
  });
});

describe('Dropout', () => {
  it('zeroes the given fraction, keeps the mean, and follows the Rng', () => {
    const layer = new Dropout({ rate: 0.25 });
    const x = tf.add(tf.zerosLike(random([20_000])), 1);
    const masked = (seed: number) =>
      (layer.apply(x, { training: true, rng: new Rng(seed) }) as tf.Tensor).dataSync() as Float32Array;
    const values = masked(1);
    expect(values.filter((value) => value === 0).length / values.length).toBeCloseTo(0.25, 1);
    expect(values.reduce((total, value) => total + value, 0) / values.length).toBeCloseTo(1, 1);
    expect(masked(1)).toEqual(values);
    expect(masked(2)).not.toEqual(values);
  });

  it('does nothing in inference, and needs an Rng in training', () => {
    const layer = new Dropout({ rate: 0.5 });
    expect((layer.apply(random([10]), { training: false }) as tf.Tensor).dataSync()).toEqual(random([10]).dataSync());
    expect(() => layer.apply(random([10]), { training: true })).toThrow('rng: expected');
  });
});

it('a constant input gets no gradient, and changes no other', () => {
  const layer = new Dense({ units: 2, seed: 3, activation: 'sigmoid' });
  const x = random([4, 3]);
  tf.tidy(() => layer.apply(x) as tf.Tensor);
  const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const gradientsWith = (constant: tf.Tensor | undefined) =>
    weights.map(({ name }) =>
      tf.variableGrads(() => tf.sum(layer.apply(x, { constant }) as tf.Tensor), weights).grads[name].dataSync(),
    );
  expect(gradientsWith(x)).toEqual(gradientsWith(undefined));
  expect(() =>
    tf.grads((t) => tf.sum(layer.apply(tf.reshape(t, [4, 3]), { constant: t }) as tf.Tensor))([x]),
  ).toThrow();
  expect(() => tf.grads((t) => tf.sum(layer.apply(t, { constant: t }) as tf.Tensor))([x])).toThrow();
});

it('leaves no tensor behind', () => {
  const layer = new Conv2D({ filters: 2, kernelSize: 3 });
  const x = random([2, 5, 5, 1]);
  tf.tidy(() => layer.apply(x) as tf.Tensor);
  const before = tf.memory().numTensors;
  (layer.apply(x, { training: true }) as tf.Tensor).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it("Dense computes on TensorFlow.js' own 'wasm' backend", async () => {
  const layer = new Dense({ units: 3, activation: 'relu', seed: 1 });
  const x = random([4, 5]);
  const expected = (layer.apply(x) as tf.Tensor).arraySync() as number[][];
  await tf.setBackend('wasm');
  const values = (layer.apply(x) as tf.Tensor).arraySync() as number[][];
  expect(values).toEqual(expected.map((row) => row.map((value) => expect.closeTo(value, 5))));
  await tf.setBackend('cpu');
});
