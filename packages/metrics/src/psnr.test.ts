import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { testPair } from '../test-data/images';
import { cases } from '../test-data/reconstruction.json';
import { psnr } from './psnr';

describe.each(backends)('psnr on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('is 20 dB for an error of a tenth everywhere and Infinity for identical images', () => {
    const images = tf.tensor4d([0, 0, 0.5, 1], [2, 2, 1, 1]);
    const [tenth, same] = psnr(images, tf.tensor4d([0.1, 0.1, 0.5, 1], [2, 2, 1, 1])).dataSync();
    expect(tenth).toBeCloseTo(20, 4);
    expect(same).toBe(Infinity);
  });

  it('does not change when values and data range are scaled together', () => {
    const [images, other] = testPair([12, 12, 1], 4);
    const scaled = psnr(tf.mul<tf.Tensor4D>(images, 255), tf.mul<tf.Tensor4D>(other, 255), { dataRange: 255 });
    expect(scaled.dataSync()[0]).toBeCloseTo(psnr(images, other).dataSync()[0], 4);
  });

  it.each(cases)('agrees with scikit-image on $shape with noise $strength', ({ shape, strength, psnr: expected }) => {
    expect(psnr(...testPair(shape, strength)).dataSync()[0]).toBeCloseTo(expected, 4);
  });
});

describe('psnr', () => {
  it('names what is wrong', () => {
    const images: tf.Tensor4D = tf.zeros([1, 2, 2, 1]);
    for (const dataRange of [0, -1, Number.NaN, Infinity]) {
      expect(() => psnr(images, images, { dataRange })).toThrow(/^dataRange: expected a finite number/);
    }
    for (const options of [{ range: 255 } as object, ...([255, null, [], 'x'] as never[])]) {
      expect(() => psnr(images, images, options)).toThrow(/^options: /);
    }
    expect(() => psnr(images, images, { dataRange: '255' as never })).toThrow(
      'dataRange: expected a finite number above 0, got "255".',
    );
    expect(() => psnr(images, tf.fill([1, 2, 2, 2], 0))).toThrow(/^reconstructions: expected/);
  });
});
