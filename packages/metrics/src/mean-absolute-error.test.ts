import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { testPair } from '../test-data/images';
import { cases } from '../test-data/reconstruction.json';
import { meanAbsoluteError } from './mean-absolute-error';

describe.each(backends)('meanAbsoluteError on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('averages the absolute differences of each image', () => {
    const images = tf.tensor4d([0, 0.5, 1, 1, 0, 0, 0, 0], [2, 2, 1, 2]);
    const reconstructions = tf.tensor4d([0, 0.25, 0, 1, 0.5, 0.5, 0.5, 1], [2, 2, 1, 2]);
    expect([...meanAbsoluteError(images, reconstructions).dataSync()]).toEqual([0.3125, 0.625]);
  });

  it.each(cases)('agrees with NumPy on $shape with noise $strength', ({ shape, strength, mae }) => {
    expect(meanAbsoluteError(...testPair(shape, strength)).dataSync()[0] / mae).toBeCloseTo(1, 4);
  });
});

describe('meanAbsoluteError', () => {
  it('names the argument of a wrong shape', () => {
    expect(() => meanAbsoluteError(tf.zeros([1, 3, 3, 1]), tf.zeros([2, 3, 3, 1]))).toThrow(
      /^reconstructions: expected/,
    );
  });
});
