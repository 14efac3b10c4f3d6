import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { constraints, initializers, type layers, regularizers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  Activation,
  BatchNormalization,
  Conv2D,
  Conv2DTranspose,
  Dense,
  type DenseOptions,
  Dropout,
  LeakyReLU,
  layerClasses,
} from '.';

beforeAll(() => tf.setBackend('cpu'));

type Case = readonly [option: string, make: (option: object) => layers.Layer, value: unknown];

const dense = (option: object) => new Dense({ units: 2, ...option });
const conv2d = (option: object) => new Conv2D({ filters: 2, kernelSize: 3, ...option });
const conv2dTranspose = (option: object) => new Conv2DTranspose({ filters: 2, kernelSize: 3, ...option });
const normalization = (option: object) => new BatchNormalization(option);

describe('options given to a layer', () => {
  it.each<Case>([
    ['kernelInitializer', dense, 'ones'],
    ['biasInitializer', dense, initializers.ones()],
    ['kernelConstraint', dense, 'nonNeg'],
    ['kernelConstraint', conv2dTranspose, constraints.unitNorm({ axis: 0 })],
    ['biasConstraint', conv2d, 'nonNeg'],
    ['gammaConstraint', normalization, constraints.nonNeg()],
    ['kernelRegularizer', conv2d, 'l1l2'],
    ['activityRegularizer', dense, regularizers.l2()],
    ['betaRegularizer', normalization, regularizers.l1()],
    ['dilationRate', conv2dTranspose, 2],
    ['dataFormat', conv2d, 'channelsFirst'],
    ['center', normalization, false],
    ['axis', normalization, 1],
    ['noiseShape', (option) => new Dropout({ rate: 0.1, ...option }), [1]],
  ])('%s, which only the stock layer has, is refused', (option, make, value) => {
    expect(() => make({ [option]: value })).toThrow(
      `: expected no option that only the stock layer of tfjs-layers has (use that layer for it), got "${option}".`,
    );
  });

  it.each<readonly [name: string, make: () => layers.Layer]>([
    ['Dense', () => dense({ activaton: 'relu' })],
    ['Conv2D', () => conv2d({ activaton: 'relu' })],
    ['Conv2DTranspose', () => conv2dTranspose({ activaton: 'relu' })],
    ['BatchNormalization', () => normalization({ activaton: 'relu' })],
    ['Activation', () => new Activation({ activation: 'relu', activaton: 'elu' } as never)],
    ['LeakyReLU', () => new LeakyReLU({ activaton: 'relu' } as never)],
    ['Dropout', () => new Dropout({ rate: 0.1, activaton: 'relu' } as never)],
  ])('a misspelt one is refused by %s', (name, make) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(new RegExp(`^${name}: expected no other options than .*, got "activaton"\\.$`));
  });

  it.each<readonly [message: string, make: () => layers.Layer]>([
    ['activation: expected one of linear, relu, elu, sigmoid, tanh, got "rleu".', () => dense({ activation: 'rleu' })],
    ['activation: expected one of linear, relu, elu, sigmoid, tanh, got "gelu".', () => conv2d({ activation: 'gelu' })],
    ['activation: expected one of', () => new Activation({ activation: 'leakyrelu' } as never)],
    ['momentum: expected a finite number of at least 0 and below 1, got 1.5.', () => normalization({ momentum: 1.5 })],
    ['epsilon: expected a finite number of at least 0, got -1.', () => normalization({ epsilon: -1 })],
    ['alpha: expected a finite number of at least 0, got -0.1.', () => new LeakyReLU({ alpha: -0.1 })],
    ['rate: expected a finite number of at least 0 and below 1, got 1.', () => new Dropout({ rate: 1 })],
    ['rate: expected a finite number of at least 0 and below 1, got undefined.', () => new Dropout({} as never)],
    ['units: expected a whole number of at least 1, got 2.5.', () => dense({ units: 2.5 })],
    ['seed: expected a whole number of at least 0, got -1.', () => dense({ seed: -1 })],
    ['useBias: expected true or false, got 1.', () => dense({ useBias: 1 })],
    ['kernelSize: expected a positive whole number, or one for height and', () => conv2d({ kernelSize: [3, 3, 3] })],
    ['strides: expected a positive whole number, or one for height and', () => conv2d({ strides: 0 })],
    ['padding: expected one of same, valid, got "causal".', () => conv2d({ padding: 'causal' })],
    ['name: expected text, got 1.', () => normalization({ name: 1 })],
    ['inputShape: expected a shape, such as [28, 28, 1], got 784.', () => dense({ inputShape: 784 })],
    ['Dense: expected an object with options among units', () => new Dense(undefined as unknown as DenseOptions)],
  ])('%s', (message, make) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });

  it('may be those of every layer of tfjs-layers', () => {
    const weights = [tf.ones([3, 2]), tf.zeros([2])];
    const layer = new Dense({ units: 2, name: 'head', trainable: false, inputShape: [3], dtype: 'float32', weights });
    layer.apply(tf.ones([1, 3]));
    expect(layer.name).toBe('head');
    expect(layer.trainableWeights).toEqual([]);
    expect([...layer.getWeights()[0].dataSync()]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(new Dense({ units: 2, batchInputShape: [null, 3], batchSize: 4 }).batchInputShape).toEqual([null, 3]);
  });

  it.each([0.995, 0.9999999])('a dropout of %f is accepted, since [0, 1) is', (rate) => {
    expect(new Dropout({ rate }).getConfig().rate).toBe(rate);
  });
});

describe('options in a saved configuration', () => {
  const classes = layerClasses() as Record<string, [unknown, (cls: unknown, config: unknown) => layers.Layer]>;
  const load = (name: string, config: object) => classes[name][1](undefined, config);

  it.each([
    ['Dense', Dense, { units: 2, activation: 'softmax' }],
    ['Dense', Dense, { units: 2, kernelConstraint: { className: 'NonNeg', config: {} } }],
    ['Dense', Dense, { units: 2, activityRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.1 } } }],
    ['Conv2D', Conv2D, { filters: 2, kernelSize: 3, dilationRate: 2 }],
    ['Conv2D', Conv2D, { filters: 2, kernelSize: 3, dataFormat: 'channelsFirst' }],
    ['BatchNormalization', BatchNormalization, { axis: 1 }],
    ['BatchNormalization', BatchNormalization, { scale: false }],
    ['BatchNormalization', BatchNormalization, { momentum: 1 }],
    ['LeakyReLU', LeakyReLU, { alpha: -0.1 }],
    ['Activation', Activation, { activation: 'softmax' }],
    ['Dropout', Dropout, { rate: 0.1, noiseShape: [1] }],
  ] as const)('that our %s does not cover keep the stock layer', (name, Own, config) => {
    const layer = load(name, config);
    expect(layer).not.toBeInstanceOf(Own);
    expect(layer.getClassName()).toBe(name);
  });

  it.each([
    [
      'Conv2D',
      Conv2D,
      {
        name: 'c',
        trainable: true,
        dtype: 'float32',
        filters: 2,
        kernelSize: [3, 3],
        dataFormat: 'channelsLast',
        dilationRate: [1, 1],
        activation: null,
        kernelInitializer: { className: 'HeNormal', config: { seed: null } },
        kernelRegularizer: null,
        biasConstraint: null,
      },
    ],
    ['BatchNormalization', BatchNormalization, { axis: -1, center: true, scale: true, gammaInitializer: 'ones' }],
    ['Dropout', Dropout, { rate: 0.995, noiseShape: null, seed: 7 }],
  ] as const)('that our %s computes with anyway are left out', (name, Own, config) => {
    expect(load(name, config)).toBeInstanceOf(Own);
  });
});
