import type { Encoder } from '@ae-lab/core';
import { memory, mul, reshape, setBackend, slice } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { datasetOf } from '../test-data/dataset';
import { encodeDataset } from './encode-dataset';

const encoder: Encoder = {
  imageShape: [1, 3, 1],
  latentDim: 2,
  encode: (images) => mul(2, slice(reshape(images, [-1, 3]), [0, 1], [-1, 2])),
};
const data = datasetOf([0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 3, 1]);

describe.each(backends)('encodeDataset on %s', (backend) => {
  beforeAll(async () => void (await setBackend(backend)));

  it.each([1, 2, undefined])('gives the codes in the order of the data set in batches of %s', async (batchSize) => {
    const before = memory().numTensors;
    const codes = await encodeDataset(encoder, data, { batchSize });
    expect(codes).toEqual({ values: Float32Array.of(2, 4, 8, 10, 14, 16), dimension: 2 });
    expect(memory().numTensors).toBe(before);
  });

  it('refuses data of another shape, no data, and codes of another size than the encoder says', async () => {
    await expect(encodeDataset(encoder, datasetOf([1, 2], [1, 2, 1]))).rejects.toThrow(/^data: expected images of/);
    await expect(encodeDataset(encoder, datasetOf([], [1, 3, 1]))).rejects.toThrow(/^data: expected at least one/);
    await expect(encodeDataset({ ...encoder, latentDim: 3 }, data)).rejects.toThrow(
      'model: expected 3 numbers an image, got 2.',
    );
  });
});
