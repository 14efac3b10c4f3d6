import { Rng } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import objectives from '../test-data/objectives.json';
import { klDivergence } from './kl-divergence';

describe.each(BACKENDS)('klDivergence on %s', (_, start) => {
  it("is PyTorch's", async () => {
    await start();
    const { mean, logVariance, values } = objectives.kl;
    const actual = tf.tidy(() =>
      klDivergence({ mean: tf.tensor2d(mean), logVariance: tf.tensor2d(logVariance) }).dataSync(),
    );
    values.flat().forEach((value, i) => {
      expect(actual[i] / value).toBeCloseTo(1, 4);
    });
  });
});

it('is the mean of ln q(z) - ln p(z) over draws from q', () => {
  const [mu, logVariance, draws] = [0.7, -0.8, 200_000];
  const estimate = tf.tidy(() => {
    const noise = tf.tensor2d(new Rng(1).normals(draws), [draws, 1]);
    const z = tf.add(tf.mul(noise, Math.exp(logVariance / 2)), mu);
    // The constants of both densities cancel.
    const logQ = tf.mul(tf.add(tf.mul(noise, noise), logVariance), -0.5);
    return tf.mean(tf.sub(logQ, tf.mul(tf.mul(z, z), -0.5))).dataSync()[0];
  });
  const exact = tf.tidy(
    () => klDivergence({ mean: tf.tensor2d([[mu]]), logVariance: tf.tensor2d([[logVariance]]) }).dataSync()[0],
  );
  expect(estimate).toBeCloseTo(exact, 2);
});

it('is 0 for the prior itself', () => {
  const zero = tf.tensor2d([[0, 0]]);
  expect(Array.from(tf.tidy(() => klDivergence({ mean: zero, logVariance: zero }).dataSync()))).toEqual([0, 0]);
  zero.dispose();
});
