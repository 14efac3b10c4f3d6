import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Architecture } from './architecture';
import { copyNetwork } from './copy-network';
import { buildEncoder } from './encoder-decoder';

beforeAll(() => tf.setBackend('cpu'));

it.each<Architecture>([
  { kind: 'dense', widths: [4], activation: 'leakyrelu', dropout: 0.1 },
  { kind: 'convolutional', widths: [2, 3], dense: [4] },
])('a copy of a $kind network computes the same and shares nothing', (architecture) => {
  const empty = tf.memory().numTensors;
  const network = buildEncoder({ imageShape: [8, 8, 1], outputs: 2, architecture, rng: new Rng(1) });
  const output = (of: typeof network) =>
    tf.tidy(() => Array.from((of.apply(tf.ones([1, 8, 8, 1])) as tf.Tensor).dataSync()));
  const before = output(network);
  const copy = copyNetwork(network);
  expect(output(copy)).toEqual(before);
  expect(copy.layers.map((layer) => layer.constructor)).toEqual(network.layers.map((layer) => layer.constructor));

  tf.tidy(() => copy.setWeights(copy.getWeights().map((weight) => tf.ones(weight.shape))));
  expect(output(network)).toEqual(before);
  copy.dispose();
  expect(output(network)).toEqual(before);
  network.dispose();
  expect(tf.memory().numTensors).toBe(empty);
});
