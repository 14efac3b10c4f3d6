import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type layers } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { Conv2D, Conv2DTranspose, Dense } from '.';

beforeAll(() => tf.setBackend('cpu'));

it.each<readonly [name: string, make: (seed?: number) => layers.Layer, inputShape: number[]]>([
  ['Dense', (seed) => new Dense({ units: 3, seed }), [1, 4]],
  ['Conv2D', (seed) => new Conv2D({ filters: 3, kernelSize: 2, seed }), [1, 3, 3, 2]],
  ['Conv2DTranspose', (seed) => new Conv2DTranspose({ filters: 3, kernelSize: 2, seed }), [1, 3, 3, 2]],
])('%s starts with the Glorot-uniform kernel of its seed, by default 0', (_, make, inputShape) => {
  const kernelOf = (seed?: number) => {
    const layer = make(seed);
    layer.build(inputShape);
    return layer.getWeights()[0];
  };
  const { shape } = kernelOf();
  const expected = initializers.glorotUniform({ seed: 0 }).apply(shape);
  expect([...kernelOf().dataSync()]).toEqual([...expected.dataSync()]);
  expect([...kernelOf(0).dataSync()]).toEqual([...expected.dataSync()]);
  expect([...kernelOf(1).dataSync()]).not.toEqual([...expected.dataSync()]);
});
