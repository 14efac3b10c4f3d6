import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import objectives from '../test-data/objectives.json';
import { bernoulli, gaussian } from './likelihood';

const { shape, images, means, sigma, ...expected } = objectives.likelihood;
const asImages = (values: number[]) => tf.tensor4d(values, shape as [number, number, number, number]);

describe.each(BACKENDS)('likelihoods on %s', (_, start) => {
  it.each([
    ['bernoulli', bernoulli, expected.bernoulli],
    ['gaussian', gaussian(sigma), expected.gaussian],
  ] as const)(
    "%s: each image's log probability is PyTorch's, the loss minus their mean",
    async (_, likelihood, values) => {
      await start();
      const before = tf.memory().numTensors;
      const read = (f: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor) =>
        tf.tidy(() => f(asImages(images), asImages(means)).dataSync());
      const actual = read(likelihood.logProbability);
      expect(actual.length).toBe(values.length);
      values.forEach((value, i) => {
        expect(actual[i] / value).toBeCloseTo(1, 5);
      });
      const mean = values.reduce((total, value) => total + value) / values.length;
      expect(-read(likelihood.meanLoss)[0] / mean).toBeCloseTo(1, 5);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
