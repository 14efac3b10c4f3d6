import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { images } from '../../test/images';
import { checkTrainingImages } from './check-training-images';

beforeAll(() => tf.setBackend('cpu'));

const data = images([1, 1, 1], Float32Array.of(0, 1));
const bright = images([1, 1, 1], Float32Array.of(0, 2));
const wide = images([1, 2, 1], Float32Array.of(0, 1));

it('accepts images of the shape, in [0, 1] where a network needs them', async () => {
  await checkTrainingImages([1, 1, 1], 'a sigmoid')('data', data);
  await checkTrainingImages([1, 1, 1])('validation', bright);
});

it.each([
  ['shapes', wide, 'validation.imageShape: expected [1, 1, 1], got [1, 2, 1].'],
  ['pixels', bright, 'validation: expected pixels in [0, 1] for a sigmoid'],
])('refuses other %s', async (_, given, message) => {
  const check = checkTrainingImages([1, 1, 1], 'a sigmoid')('validation', given);
  await expect(check).rejects.toThrow(ArgumentError);
  await expect(check).rejects.toThrow(message);
});
