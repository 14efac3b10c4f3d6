import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, type Kind } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { images } from '../test/images';
import { DATASET, LEARNING_RATE, NETWORK, OPTIMIZER } from './kinds';
import { adam } from './optimizers/adam';
import { constant } from './optimizers/schedule';

beforeAll(() => tf.setBackend('cpu'));

const data = images([1, 1, 1], Float32Array.of(0, 1));
const network = () => sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });

it.each<readonly [name: string, kind: Kind<unknown>, make: () => unknown]>([
  ['a data set', DATASET, () => data],
  ['a network', NETWORK, network],
  ['an optimizer', OPTIMIZER, () => adam()],
  ['a learning rate of 0', LEARNING_RATE, () => 0],
  ['a schedule', LEARNING_RATE, () => constant(0.1)],
])('%s is returned as it is', (_, kind, make) => {
  const value = make();
  expect(kind.read('argument', value)).toBe(value);
});

const DATASET_EXPECTED = 'an ImageDataset, as ArrayDataset.fromArrays() and loadMnist() give';
const NETWORK_EXPECTED = 'a network: a LayersModel of tfjs-layers';
const OPTIMIZER_EXPECTED = 'an optimizer of @ae-lab/core, such as adam({ learningRate: 0.001 })';
const RATE_EXPECTED = 'a finite number of at least 0, or a schedule, such as cosineDecay({ peak: 0.01 })';

it.each<readonly [name: string, kind: Kind<unknown>, make: () => unknown, expected: string]>([
  ['a tensor', DATASET, () => tf.zeros([2, 1, 1, 1]), DATASET_EXPECTED],
  ['the promise of a data set', DATASET, () => Promise.resolve(data), DATASET_EXPECTED],
  ['a data set without a size', DATASET, () => ({ ...data, size: undefined }), DATASET_EXPECTED],
  ['no data set', DATASET, () => undefined, DATASET_EXPECTED],
  ['a layer', NETWORK, () => layers.dense({ units: 1 }), NETWORK_EXPECTED],
  ['the promise of a network', NETWORK, () => Promise.resolve(network()), NETWORK_EXPECTED],
  ['null', NETWORK, () => null, NETWORK_EXPECTED],
  ['an optimizer of TensorFlow.js', OPTIMIZER, () => tf.train.adam(0.1), OPTIMIZER_EXPECTED],
  ['a name', OPTIMIZER, () => 'adam', OPTIMIZER_EXPECTED],
  ['a function', OPTIMIZER, () => adam, OPTIMIZER_EXPECTED],
  ['a negative learning rate', LEARNING_RATE, () => -0.1, RATE_EXPECTED],
  ['NaN', LEARNING_RATE, () => Number.NaN, RATE_EXPECTED],
  ['a learning rate as text', LEARNING_RATE, () => '0.1', RATE_EXPECTED],
])('%s is refused', (_, kind, make, expected) => {
  expect(() => kind.read('argument', make())).toThrow(ArgumentError);
  expect(() => kind.read('argument', make())).toThrow(`argument: expected ${expected}, got `);
});
