import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { testPair } from '../test-data/images';
import { cases } from '../test-data/reconstruction.json';
import { meanSquaredError } from './mean-squared-error';

describe.each(backends)('meanSquaredError on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('averages the squared differences of each image', () => {
    const images = tf.tensor4d([0, 0.5, 1, 1, 0, 0, 0, 0], [2, 2, 1, 2]);
    const reconstructions = tf.tensor4d([0, 0, 0, 1, 0.5, 0.5, 0.5, 0.5], [2, 2, 1, 2]);
    expect([...meanSquaredError(images, reconstructions).dataSync()]).toEqual([0.3125, 0.25]);
  });

  it.each(cases)('agrees with NumPy on $shape with noise $strength', ({ shape, strength, mse }) => {
    expect(meanSquaredError(...testPair(shape, strength)).dataSync()[0] / mse).toBeCloseTo(1, 4);
  });
});

describe('meanSquaredError', () => {
  it('names the argument of a wrong shape', () => {
    expect(() => meanSquaredError(tf.zeros([2, 3, 3, 1]), tf.zeros([2, 3, 1, 3]))).toThrow(
      'reconstructions: expected the shape of images, [2,3,3,1], got [2, 3, 1, 3].',
    );
    expect(() => meanSquaredError(tf.zeros([0, 3, 3, 1]), tf.zeros([0, 3, 3, 1]))).toThrow(
      /^images: expected a tensor/,
    );
    const images: tf.Tensor4D = tf.zeros([1, 3, 3, 1]);
    expect(() => meanSquaredError(Promise.resolve(images) as never, images)).toThrow(/^images: .*, got Promise/);
    expect(() => meanSquaredError(images, undefined as never)).toThrow(/^reconstructions: .*, got undefined/);
  });
});
