import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { BatchNormalization } from '../layers';
import { allLayers, lastActivation } from './all-layers';

beforeAll(() => tf.setBackend('cpu'));

/** A dense layer with this activation, two networks deep, between a linear one and one without an activation. */
function nested(activation: 'relu' | 'sigmoid'): LayersModel {
  const dense = layers.dense({ units: 4, inputShape: [2], activation });
  const inner = sequential({ layers: [sequential({ layers: [dense, new BatchNormalization()] })] });
  const first = layers.dense({ units: 2, inputShape: [2] });
  return sequential({ layers: [first, inner, layers.reshape({ targetShape: [2, 2, 1] })] });
}

it('finds the layers and the last activation in networks within a network', () => {
  const names = allLayers(nested('sigmoid')).map((layer) => layer.getClassName());
  expect(names.filter((name) => name !== 'InputLayer')).toEqual(['Dense', 'Dense', 'BatchNormalization', 'Reshape']);
  expect(lastActivation(nested('sigmoid'))).toBe('sigmoid');
  expect(lastActivation(nested('relu'))).toBe('relu');
  expect(lastActivation(sequential({ layers: [layers.flatten({ inputShape: [2, 2] })] }))).toBeUndefined();
});
