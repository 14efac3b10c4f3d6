import { ArgumentError } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizeCodes } from './optimize-codes';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const close = (expected: number[], digits = 3) => expected.map((value) => expect.closeTo(value, digits));
const toImages = (rows: tf.Tensor2D) => tf.reshape(rows, [rows.shape[0], 1, rows.shape[1], 1]) as tf.Tensor4D;

/** Decodes codes of two elements to three pixels. */
const linear = (codes: tf.Tensor2D) => toImages(tf.matMul(codes, tf.tensor2d([1, 0, 1, 0, 1, 1], [2, 3])));

/** Decodes codes of one element to one pixel, with many minima. */
const waves = (codes: tf.Tensor2D) => toImages(tf.sin(tf.mul(codes, 3)) as tf.Tensor2D);

describe.each(BACKENDS)('optimizeCodes on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('finds the codes of a linear decoder', () => {
    tf.tidy(() => {
      const codes = tf.tensor2d([0.3, -0.4, 1, 0.5], [2, 2]);
      const candidates = tf.tensor2d([0, 0, 1, 1], [2, 2]);
      expect(values(optimizeCodes(linear, linear(codes), { candidates }))).toEqual(close(values(codes), 2));
    });
  });

  it('starts from the candidate whose image is nearest, and keeps the best of several starts', () => {
    tf.tidy(() => {
      const images = waves(tf.tensor2d([0.4, 0.4], [2, 1]));
      const search = { candidates: tf.tensor2d([2, 0.35, -0.6], [3, 1]), steps: 60, learningRate: 0.01 };
      expect(values(optimizeCodes(waves, images, search))).toEqual(close([0.4, 0.4], 2));
      // The best start by L1 is not the best by squares: the losses at the end decide.
      const loss = (x: tf.Tensor4D, y: tf.Tensor4D) => tf.mean(tf.abs(tf.sub(x, y)), [1, 2, 3]) as tf.Tensor1D;
      const farther = { ...search, candidates: tf.tensor2d([-0.9, 0.5], [2, 1]), steps: 100, restarts: 2, loss };
      expect(values(optimizeCodes(waves, images, farther))).toEqual(close([0.4, 0.4], 2));
    });
  });

  it('finds the same code for an image whatever other images are in its batch', () => {
    tf.tidy(() => {
      const images = linear(tf.tensor2d([0.3, -0.4, 1, 0.5, -1, 2], [3, 2]));
      const search = { candidates: tf.tensor2d([0, 0, 1, 1, -1, 1], [3, 2]), steps: 7, restarts: 2 };
      const together = values(optimizeCodes(linear, images, search));
      const last = values(optimizeCodes(linear, tf.slice(images, [2, 0, 0, 0]), search));
      expect(last).toEqual(close(together.slice(4), 5));
    });
  });

  it('keeps the codes where the projection puts them', () => {
    tf.tidy(() => {
      const images = linear(tf.tensor2d([3, 0.2], [1, 2]));
      const project = (codes: tf.Tensor2D) => tf.clipByValue(codes, 0, 1) as tf.Tensor2D;
      const codes = optimizeCodes(linear, images, { candidates: tf.tensor2d([[0.5, 0.5]]), project, steps: 200 });
      // With the first element at 1, the least squares of 0.2 - b and 3.2 - 1 - b meet at 1.2, so b ends at 1 too.
      expect(values(codes)).toEqual(close([1, 1]));
    });
  });

  it('leaves only the codes behind, and refuses options out of range', () => {
    const [images, candidates] = tf.tidy(() => {
      const codes = tf.tensor2d([0.1, 0.2], [1, 2]);
      return [linear(codes), tf.clone(codes)] as [tf.Tensor4D, tf.Tensor2D];
    });
    const before = tf.memory().numTensors;
    optimizeCodes(linear, images, { candidates, steps: 3 }).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => optimizeCodes(linear, images, { candidates, steps: 0 })).toThrow(ArgumentError);
    expect(() => optimizeCodes(linear, images, { candidates, restarts: 2 })).toThrow('candidates: expected at least 2');
    expect(() => optimizeCodes(linear, images, undefined as never)).toThrow('options: expected an object with options');
    expect(() => optimizeCodes(linear, images, { candidates, starts: 2 } as never)).toThrow(
      'options: expected no other',
    );
    expect(() => optimizeCodes(linear, images, {} as never)).toThrow(
      'candidates: expected a tensor [k, latentDim], got',
    );
    expect(() => optimizeCodes(linear, candidates as never, { candidates })).toThrow('images: expected a tensor [n, ');
    expect(() => optimizeCodes(images as never, linear as never, { candidates })).toThrow(
      'decode: expected a function',
    );
    for (const tensor of [images, candidates]) tensor.dispose();
  });
});
