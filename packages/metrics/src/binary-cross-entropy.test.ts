import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { testPair } from '../test-data/images';
import { cases } from '../test-data/reconstruction.json';
import { binaryCrossEntropy } from './binary-cross-entropy';

describe.each(backends)('binaryCrossEntropy on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('is ln 2 for a reconstruction of one half', () => {
    const images = tf.tensor4d([0, 1, 0.25, 0.5], [1, 2, 2, 1]);
    expect(binaryCrossEntropy(images, tf.fill([1, 2, 2, 1], 0.5)).dataSync()[0]).toBeCloseTo(Math.LN2, 6);
  });

  it('is the entropy of a grey image that is reconstructed exactly', () => {
    const images: tf.Tensor4D = tf.fill([2, 3, 3, 2], 0.2);
    const entropy = -0.2 * Math.log(0.2) - 0.8 * Math.log(0.8);
    for (const value of binaryCrossEntropy(images, images).dataSync()) expect(value).toBeCloseTo(entropy, 6);
  });

  it('stays finite for a certain reconstruction: 23 ln 2 nats if wrong, nearly 0 if right', () => {
    const images = tf.tensor4d([1, 0, 0, 1], [2, 1, 2, 1]);
    const [wrong, right] = binaryCrossEntropy(images, tf.tensor4d([0, 1, -0.1, 1.1], [2, 1, 2, 1])).dataSync();
    expect(wrong).toBeCloseTo(23 * Math.LN2, 4);
    expect(right).toBeCloseTo(0, 6);
  });

  it.each(cases)('agrees with NumPy on $shape with noise $strength', ({ shape, strength, bce }) => {
    expect(binaryCrossEntropy(...testPair(shape, strength)).dataSync()[0] / bce).toBeCloseTo(1, 4);
  });
});

describe('binaryCrossEntropy', () => {
  it('names the argument of a wrong shape', () => {
    expect(() => binaryCrossEntropy(tf.zeros([1, 3, 3, 1]), tf.zeros([1, 3, 3, 2]))).toThrow(
      /^reconstructions: expected/,
    );
  });
});
