import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { images } from '../../test/images';
import type { Encoder } from '../interfaces';
import { encodeDataset } from './encode-dataset';

const encoder: Encoder = {
  imageShape: [1, 3, 1],
  latentDim: 2,
  encode: (batch) => tf.mul(2, tf.slice(tf.reshape(batch, [-1, 3]), [0, 1], [-1, 2])),
};
const data = images([1, 3, 1], Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8));

describe.each(['cpu', 'wasm'])('encodeDataset on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each([1, 2, undefined])(
    'returns the codes in the order of the data set with a batchSize of %s',
    async (batchSize) => {
      const before = tf.memory().numTensors;
      const codes = await encodeDataset(encoder, data, { batchSize });
      expect(codes).toEqual({ values: Float32Array.of(2, 4, 8, 10, 14, 16), dimension: 2 });
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('refuses data of another shape, no data, wrong options, and codes that are not of the latent dimension', async () => {
    await expect(encodeDataset(encoder, images([1, 2, 1], Float32Array.of(1, 2)))).rejects.toThrow(
      /^data: expected samples of/,
    );
    await expect(encodeDataset(encoder, images([1, 3, 1], Float32Array.of()))).rejects.toThrow(
      /^data: expected at least one/,
    );
    await expect(encodeDataset({ ...encoder, latentDim: 3 }, data)).rejects.toThrow(
      'model: expected 3 numbers per sample, got 2.',
    );
    await expect(encodeDataset(data as never, encoder as never)).rejects.toThrow(
      'encoder: expected a model with encode',
    );
    await expect(encodeDataset(encoder, data, { batch: 64 } as object)).rejects.toThrow(/no other .*"batch"/);
    await expect(encodeDataset(encoder, data, { batchSize: 0 })).rejects.toThrow('batchSize: expected a whole number');
    await expect(encodeDataset(encoder, data, 64 as never)).rejects.toThrow('options: expected an object');
  });
});
