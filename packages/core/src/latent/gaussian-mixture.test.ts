import { Rng } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { Gaussian } from './gaussian';
import { GaussianMixture } from './gaussian-mixture';

it('has the closed-form density, near the components and far from all of them', async () => {
  const parts = [
    { weight: 0.2, mean: -1, variance: 4 },
    { weight: 0.5, mean: 3, variance: 1 },
    { weight: 0.3, mean: 40, variance: 0.01 },
  ];
  const components = parts.map(({ mean, variance }) => new Gaussian([mean], [variance]));
  const mixture = new GaussianMixture([2, 5, 3], components);
  const points = [-3, 1, 2.5, 39.875, 2000, ...new Rng(1).normals(300, 2, 2)];
  const codes = { values: points, dimension: 1 };
  const logDensities = await mixture.logDensity(codes);
  const nearest = await mixture.componentOf(codes);
  points.forEach((point, i) => {
    const logs = parts.map(({ weight, mean, variance }) => {
      return Math.log(weight) - Math.log(2 * Math.PI * variance) / 2 - (point - mean) ** 2 / (2 * variance);
    });
    const largest = Math.max(...logs);
    const expected = largest + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    expect(Math.abs(logDensities[i] / expected - 1)).toBeLessThan(1e-12);
    expect(nearest[i]).toBe(logs.indexOf(largest));
  });
});

it('refuses weights and components that make no mixture', () => {
  const gaussian = new Gaussian([0], [1]);
  expect(() => new GaussianMixture([], [])).toThrow(/components.length: /);
  expect(() => new GaussianMixture([1], [1] as never)).toThrow(
    'components: expected a model with logDensity(), got 1.',
  );
  expect(() => new GaussianMixture(undefined as never, [gaussian])).toThrow('weights: expected one for each of 1');
  expect(() => new GaussianMixture([1, 1], [gaussian])).toThrow(
    /weights: expected one for each of 1 components, got 2/,
  );
  expect(() => new GaussianMixture([-1], [gaussian])).toThrow(/weights: .*at least 0/);
  expect(() => new GaussianMixture([0], [gaussian])).toThrow(/weights: expected a positive sum/);
  expect(() => new GaussianMixture([1, 1], [gaussian, new Gaussian([0, 0], [1, 0, 0, 1])])).toThrow(
    /components: .*of dimension 1/,
  );
});
