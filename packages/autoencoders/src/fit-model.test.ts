import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, type ImageDataset } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Autoencoder } from './autoencoder';

beforeAll(() => tf.setBackend('cpu'));

const imageShape = [8, 8, 1] as const;
const data = syntheticDigits({ size: 20, seed: 1, imageShape });
const model = () => new Autoencoder({ imageShape, latentDim: 2, architecture: { kind: 'dense', widths: [4] } });
const bright: ImageDataset = {
  size: 30,
  imageShape,
  classes: 0,
  batch: ({ length }) => ({
    images: tf.fill([length, ...imageShape], 2) as tf.Tensor4D,
    indices: new Int32Array(length),
  }),
};

it.each<[string, ImageDataset, string]>([
  [
    'images of another shape',
    syntheticDigits({ size: 20, seed: 1, imageShape: [8, 9, 1] }),
    'validation.imageShape: expected [8, 8, 1], got [8, 9, 1].',
  ],
  ['pixels outside [0, 1]', bright, 'validation: expected pixels in [0, 1]'],
])('refuses a validation with %s before the first step', async (_, validation, message) => {
  const autoencoder = model();
  const weights = () => autoencoder.encoder.getWeights().map((weight) => weight.arraySync());
  const before = weights();
  const fit = autoencoder.fit(data, { epochs: 1, validation });
  await expect(fit).rejects.toThrow(ArgumentError);
  await expect(fit).rejects.toThrow(message);
  expect(weights()).toEqual(before);
});
