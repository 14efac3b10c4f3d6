import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, type ImageShape, Rng, readOptions } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { GRID_NETWORK_OPTIONS, type GridNetworkOptions, gridNetworks } from './grid-networks';

beforeAll(() => tf.setBackend('cpu'));

const networks = (options: GridNetworkOptions) =>
  gridNetworks(
    readOptions('options', { embeddingDim: 3, widths: [2, 4], ...options }, GRID_NETWORK_OPTIONS),
    new Rng(1),
  );

it.each<[ImageShape, number[], number[]]>([
  [
    [28, 28, 1],
    [2, 4],
    [7, 7, 3],
  ],
  [
    [27, 31, 3],
    [2, 4, 4],
    [4, 4, 3],
  ],
  [[5, 6, 2], [], [5, 6, 3]],
])('images of %j halved by widths %j become a grid of %j, and images again', (imageShape, widths, grid) => {
  const { encoder, decoder } = networks({ imageShape, widths });
  expect(encoder.outputs[0].shape).toEqual([null, ...grid]);
  expect(decoder.inputs[0].shape).toEqual([null, ...grid]);
  expect(decoder.outputs[0].shape).toEqual([null, ...imageShape]);
});

it('normalises by batches on request only', () => {
  const normalised = (batchNormalization: boolean) =>
    networks({ batchNormalization }).encoder.layers.filter((layer) => layer.getClassName() === 'BatchNormalization');
  expect(normalised(true)).toHaveLength(2);
  expect(normalised(false)).toHaveLength(0);
});

it.each<[GridNetworkOptions, string]>([
  [{ embeddingDim: 0 }, 'embeddingDim'],
  [{ widths: [2, 0.5] }, 'widths[1]'],
])('refuses %j', (options, argument) => {
  expect(() => networks(options)).toThrow(ArgumentError);
  expect(() => networks(options)).toThrow(argument);
});
