import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { rows } from '../../test/rows';
import * as truth from '../../test-data/gaussian-mixture.json';
import { type Codes, codesOf } from './codes';
import { fitGaussianMixture } from './fit-gaussian-mixture';
import { Gaussian } from './gaussian';
import { GaussianMixture } from './gaussian-mixture';

const codes = rows(...truth.codes);
const { regularization } = truth;

describe.each(truth.mixtures)("after $iterations of scikit-learn's iterations", (expected) => {
  const digits = expected.tolerance === 0 ? 10 : 5;
  const expectClose = (actual: ArrayLike<number>, values: readonly number[]) => {
    expect(actual.length).toBe(values.length);
    values.forEach((value, i) => {
      expect(actual[i]).toBeCloseTo(value, digits);
    });
  };

  it('has its parameters, densities and components', async () => {
    const initialMeans = rows(...truth.initialMeans);
    const { iterations: maxIterations, tolerance } = expected;
    const options = { components: 3, initialMeans, maxIterations, tolerance, regularization };
    const before = tf.memory().numTensors;
    const mixture = await fitGaussianMixture(codes, options);
    expect(tf.memory().numTensors).toBe(before);
    expectClose(mixture.weights, expected.weights);
    mixture.components.forEach((component, k) => {
      expectClose(component.mean, expected.means[k]);
      expectClose(component.covariance, expected.covariances[k]);
    });
    expect(mixture.logLikelihood).toBeCloseTo(expected.logLikelihood, 10);
    expect(mixture.converged).toBe(tolerance > 0);
    expectClose(await mixture.logDensity(rows(...truth.codes.slice(0, 5))), expected.logDensities);
    expect([...(await mixture.componentOf(codes))]).toEqual(expected.components);
  });
});

describe('from means of its own', () => {
  it('repeats itself with the same seed, and its likelihood never falls', async () => {
    const fit = (seed: number) =>
      fitGaussianMixture(codes, { components: 4, seed, tolerance: 1e-9, regularization: 0 });
    const mixture = await fit(1);
    expect((await fit(1)).logLikelihoods).toEqual(mixture.logLikelihoods);
    expect((await fit(2)).logLikelihoods).not.toEqual(mixture.logLikelihoods);
    const { logLikelihoods } = mixture;
    expect(logLikelihoods.length).toBeGreaterThan(5);
    expect(mixture.logLikelihood).toBe(logLikelihoods.at(-1));
    for (let i = 1; i < logLikelihoods.length; i++) {
      expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12);
    }
  });

  it('finds the mixture that the codes were drawn from', async () => {
    const source = new GaussianMixture(
      [0.5, 0.3, 0.2],
      [
        new Gaussian([0, 0], [1, 0.8, 0.8, 1]),
        new Gaussian([6, 0], [0.5, 0, 0, 2]),
        new Gaussian([0, 8], [1, -0.5, -0.5, 1]),
      ],
    );
    const sample = await codesOf(source.sample(4000, new Rng(5)));
    const mixture = await fitGaussianMixture(sample, { components: 3, seed: 3 });
    expect(mixture.converged).toBe(true);
    const centres = rows(...source.components.map(({ mean }) => [...mean]));
    (await mixture.componentOf(centres)).forEach((k, i) => {
      expect(Math.abs(mixture.weights[k] - source.weights[i])).toBeLessThan(0.04);
      const [found, true_] = [mixture.components[k], source.components[i]];
      found.mean.forEach((value, j) => {
        expect(Math.abs(value - true_.mean[j])).toBeLessThan(0.2);
      });
      found.covariance.forEach((value, j) => {
        expect(Math.abs(value - true_.covariance[j])).toBeLessThan(0.35);
      });
    });
    const mean = (await mixture.logDensity(sample)).reduce((sum, value) => sum + value / 4000, 0);
    expect(mean).toBeCloseTo(mixture.logLikelihood, 10);
  });

  it('with one component is the normal distribution of maximum likelihood', async () => {
    const mixture = await fitGaussianMixture(codes, { components: 1, regularization: 0 });
    truth.gaussian.covariance.forEach((value, i) => {
      expect(mixture.components[0].covariance[i]).toBeCloseTo(value, 10);
    });
    expect(mixture.converged).toBe(true);
  });

  it('gives every code a component of its own when there are as many components', async () => {
    const four = rows([0, 0], [0, 9], [9, 0], [9, 9]);
    const mixture = await fitGaussianMixture(four, { components: 4, seed: 1 });
    expect(new Set(await mixture.componentOf(four))).toEqual(new Set([0, 1, 2, 3]));
    expect(mixture.components.every(({ covariance }) => Math.abs(covariance[0] - 1e-6) < 1e-12)).toBe(true);
  });
});

it('refuses what cannot be fitted', async () => {
  const fit = (values: Codes, components: number, more = {}) => fitGaussianMixture(values, { components, ...more });
  const twice = rows([0, 1], [2, 3], [0, 1], [2, 3]);
  await expect(fitGaussianMixture(codes, undefined as never)).rejects.toThrow(
    'options: expected an object with options among components',
  );
  await expect(fit(codes, 2, { iterations: 5 })).rejects.toThrow(/options: expected no other .*"iterations"/);
  await expect(fit(codes, 2, { seed: -1 })).rejects.toThrow('seed: expected a whole number of at least 0, got -1.');
  await expect(fit(codes, 2, { initialMeans: [0, 1] })).rejects.toThrow('initialMeans: expected codes { values, dim');
  await expect(fit(codes, 91)).rejects.toThrow(/components: expected at most the number of codes, 90, got 91/);
  await expect(fit(twice, 3)).rejects.toThrow(/components: expected at most the number of different codes, 2, got 3/);
  await expect(fit(codes, 0)).rejects.toThrow(/components: .*at least 1/);
  await expect(fit(rows([1, 1], [1, 1], [1, 1]), 2)).rejects.toThrow(/codes: expected codes that differ/);
  await expect(fit(rows([0], [Number.NaN]), 1)).rejects.toThrow(/codes.values: .*"NaN in row 1, dimension 0"/);
  await expect(fit(twice, 2, { regularization: 0 })).rejects.toThrow(
    /regularization: .*around the starting means is singular/,
  );
  await expect(fit(codes, 2, { tolerance: -1 })).rejects.toThrow(/tolerance: /);
  await expect(fit(codes, 2, { maxIterations: 0 })).rejects.toThrow(/maxIterations: /);
  const initialMeans = rows([0, 0, 0], [1, 1, 1]);
  await expect(fit(codes, 3, { initialMeans })).rejects.toThrow(/initialMeans: expected 3 codes, got 2/);
  await expect(fit(codes, 2, { initialMeans: rows([0, 1]) })).rejects.toThrow(
    /initialMeans.dimension: expected 3, got 2/,
  );
  // Two of the codes lie far off and end in a component of their own, which has no width across the line between them.
  const outliers = rows(...truth.codes, [500, 500, 500], [501, 501, 502]);
  const means = rows([0, 0, 0], [500, 500, 500]);
  await expect(fit(outliers, 2, { initialMeans: means, regularization: 0 })).rejects.toThrow(
    /covariance of component 1 is singular/,
  );
});
