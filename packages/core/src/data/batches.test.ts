import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { images } from '../../test/images';
import { batches } from './batches';

beforeAll(() => tf.setBackend('cpu'));

const data = images([1, 1, 1], Float32Array.of(0, 1, 2, 3, 4));

it('iterates in order, and disposes each batch, also when the loop is left early', async () => {
  const before = tf.memory().numTensors;
  const read: number[][] = [];
  for await (const batch of batches(data, 2)) read.push([...batch.images.dataSync(), ...batch.indices]);
  expect(read).toEqual([
    [0, 1, 0, 1],
    [2, 3, 2, 3],
    [4, 4],
  ]);
  for await (const _ of batches(data, 2)) break;
  expect(tf.memory().numTensors).toBe(before);
});

it.each<readonly [message: string, batches: AsyncGenerator]>([
  ['batchSize: expected a whole number of at least 1, got 0.', batches(data, 0)],
  ['data: expected an ImageDataset', batches([data] as never)],
])('%s', async (message, all) => {
  await expect(all.next()).rejects.toThrow(message);
});
