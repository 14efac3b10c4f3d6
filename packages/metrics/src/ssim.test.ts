import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { testPair } from '../test-data/images';
import { cases } from '../test-data/reconstruction.json';
import { ssim } from './ssim';

describe.each(backends)('ssim on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each(cases)('agrees with scikit-image on $shape with noise $strength', ({ shape, strength, ssim: expected }) => {
    expect(Math.abs(ssim(...testPair(shape, strength)).dataSync()[0] - expected)).toBeLessThan(1e-5);
  });

  it('is 1 for identical images', () => {
    const [images] = testPair([16, 16, 3], 4);
    expect(ssim(images, images).dataSync()[0]).toBeCloseTo(1, 6);
  });

  it('compares only the means of flat images: (2ab + C1) / (a² + b² + C1)', () => {
    const value = ssim(
      tf.fill([2, 12, 15, 1], 0.4) as tf.Tensor4D,
      tf.fill([2, 12, 15, 1], 0.8) as tf.Tensor4D,
    ).dataSync();
    const expected = (2 * 0.4 * 0.8 + 1e-4) / (0.4 ** 2 + 0.8 ** 2 + 1e-4);
    expect(value).toHaveLength(2);
    for (const one of value) expect(Math.abs(one - expected)).toBeLessThan(2e-4);
  });

  it('does not change when images and data range are multiplied by 255', () => {
    const [images, other] = testPair([16, 16, 1], 4);
    const scaled = ssim(tf.mul(images, 255), tf.mul(other, 255), { dataRange: 255 }).dataSync()[0];
    expect(scaled).toBeCloseTo(ssim(images, other).dataSync()[0], 5);
  });

  it('leaks no tensor', () => {
    const [images, other] = testPair([12, 12, 1], 4);
    const before = tf.memory().numTensors;
    ssim(images, other).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('ssim', () => {
  it('refuses a data range of 0 and unknown options', () => {
    const images = tf.zeros([1, 12, 12, 1]) as tf.Tensor4D;
    expect(() => ssim(images, images, { range: 255 } as object)).toThrow(
      'options: expected no other options than dataRange, got "range".',
    );
    expect(() => ssim(images, images, { dataRange: 0 })).toThrow('dataRange');
  });

  it('refuses images smaller than its window', () => {
    expect(() => ssim(tf.zeros([3, 28, 10, 1]), tf.zeros([3, 28, 10, 1]))).toThrow(
      'images: expected height and width of at least 11, the window of SSIM, got [3, 28, 10, 1].',
    );
  });
});
