import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { linearDecoder } from '../../test/linear-decoder';
import { type CodeSampler, sampleFrom, samplingGenerator, standardNormal, unitSphere } from './code-sampler';
import { codesOf } from './codes';
import { Gaussian } from './gaussian';
import { GaussianMixture } from './gaussian-mixture';

const gaussian = new Gaussian([1, -2, 0], [2, 0.5, 0, 0.5, 1, -0.3, 0, -0.3, 0.5]);
const SAMPLERS: [string, CodeSampler][] = [
  ['standardNormal', standardNormal(3)],
  ['unitSphere', unitSphere(3)],
  ['Gaussian', gaussian],
  ['GaussianMixture', new GaussianMixture([1, 2], [gaussian, new Gaussian([5, 5, 5], [1, 0, 0, 0, 1, 0, 0, 0, 1])])],
];

/** Mean [3] and covariance [3, 3] of codes [n, 3]. */
function moments(codes: tf.Tensor2D): { mean: number[]; covariance: number[] } {
  const mean = tf.mean(codes, 0);
  const centered = tf.sub(codes, mean) as tf.Tensor2D;
  const covariance = tf.div(tf.matMul(centered, centered, true), codes.shape[0]);
  return { mean: [...mean.dataSync()], covariance: [...covariance.dataSync()] };
}

/** Four standard errors of 20,000 draws, at unit variance, are 0.03; those of covariances grow with the variances. */
function expectNear(actual: number[], expected: number[], margin: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(margin);
  });
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeEach(async () => {
    await tf.setBackend(backend);
  });

  describe.each(SAMPLERS)('%s', (_, sampler) => {
    it('draws the same codes from the same seed, and others from another', () => {
      const before = tf.memory().numTensors;
      const codes = sampler.sample(7, new Rng(1));
      expect(tf.memory().numTensors).toBe(before + 1);
      expect(codes.shape).toEqual([7, 3]);
      expect(sampler.sample(7, new Rng(1)).arraySync()).toEqual(codes.arraySync());
      expect(sampler.sample(7, new Rng(2)).arraySync()).not.toEqual(codes.arraySync());
      const rng = new Rng(1);
      sampler.sample(7, rng);
      expect(sampler.sample(7, rng).arraySync()).not.toEqual(codes.arraySync());
    });

    it('refuses a count of 0, and a seed in place of an Rng', () => {
      expect(() => sampler.sample(0, new Rng(1))).toThrow(/count: .*at least 1, got 0/);
      expect(() => sampler.sample(3, 1 as never)).toThrow('rng: expected an Rng, such as new Rng(1), got 1.');
    });
  });

  it('draws from a standard normal distribution', () => {
    const { mean, covariance } = moments(standardNormal(3).sample(20_000, new Rng(3)));
    expectNear(mean, [0, 0, 0], 0.03);
    expectNear(covariance, [1, 0, 0, 0, 1, 0, 0, 0, 1], 0.05);
  });

  it('draws from the uniform distribution on the unit sphere, whose coordinates in three dimensions are uniform', () => {
    const codes = unitSphere(3).sample(20_000, new Rng(4));
    const norms = tf.norm(codes, 2, 1);
    expectNear([...tf.min(norms).dataSync(), ...tf.max(norms).dataSync()], [1, 1], 1e-6);
    const { mean, covariance } = moments(codes);
    expectNear(mean, [0, 0, 0], 0.02);
    expectNear(covariance, [1 / 3, 0, 0, 0, 1 / 3, 0, 0, 0, 1 / 3], 0.01);
    const below = tf.mean(tf.cast(tf.less(codes, 0.5), 'float32'), 0);
    expectNear([...below.dataSync()], [0.75, 0.75, 0.75], 0.013);
    expect(new Set(unitSphere(1).sample(50, new Rng(5)).dataSync())).toEqual(new Set([-1, 1]));
  });

  it('draws from a normal distribution with full covariance', () => {
    const { mean, covariance } = moments(gaussian.sample(20_000, new Rng(6)));
    expectNear(mean, [...gaussian.mean], 0.04);
    expectNear(covariance, [...gaussian.covariance], 0.08);
  });

  it('draws from each component of a mixture by its weight', async () => {
    const far = new Gaussian([100, 100, 100], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const mixture = new GaussianMixture([0, 1, 3], [far, far, gaussian]);
    const codes = mixture.sample(20_000, new Rng(7));
    const components = await mixture.componentOf(await codesOf(codes));
    const last = [...components.keys()].filter((i) => components[i] === 2);
    expect(Math.abs(last.length / 20_000 - 0.75)).toBeLessThan(0.013);
    expect(components.includes(0)).toBe(false);
    const { mean, covariance } = moments(tf.gather(codes, tf.tensor1d(last, 'int32')));
    expectNear(mean, [...gaussian.mean], 0.05);
    expectNear(covariance, [...gaussian.covariance], 0.09);
  });

  it('decodes the codes that it draws', () => {
    const before = tf.memory().numTensors;
    const images = sampleFrom(linearDecoder(3), gaussian, 4, new Rng(8));
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(images.shape).toEqual([4, 1, 3, 1]);
    const codes = gaussian.sample(4, new Rng(8));
    expect([...images.dataSync()]).toEqual([...tf.mul(2, codes).dataSync()]);
    const { imageShape, generate } = samplingGenerator(linearDecoder(3), gaussian);
    expect(imageShape).toEqual([1, 3, 1]);
    expect(generate(4, new Rng(8)).arraySync()).toEqual(images.arraySync());
  });
});

it('refuses a sampler whose codes do not fit the decoder', () => {
  expect(() => sampleFrom(linearDecoder(3), standardNormal(2), 1, new Rng(1))).toThrow(
    /sampler: .*of dimension 3.*got 2/,
  );
  expect(() => samplingGenerator(linearDecoder(3), standardNormal(2))).toThrow(/sampler: .*of dimension 3/);
  expect(() => sampleFrom(linearDecoder(3), 4 as never, new Rng(1) as never, 1 as never)).toThrow(/sampler: .*got 4/);
  expect(() => sampleFrom(standardNormal(3) as never, standardNormal(3), 4, new Rng(1))).toThrow(
    'decoder: expected a model with decode()',
  );
  expect(() => standardNormal(0)).toThrow(/latentDim: /);
  expect(() => unitSphere(1.5)).toThrow(/latentDim: /);
});
