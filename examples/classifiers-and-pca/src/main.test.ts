import { join } from 'node:path';
import { fastRun } from '@ae-lab/example-shared/testing';
import { expect, it } from 'vitest';

interface Metrics {
  readonly signals: readonly { readonly name: string; readonly share: readonly number[] }[];
  readonly classifiers: readonly { readonly name: string; readonly test: number }[];
  readonly maps: readonly { readonly name: string; readonly mse: number; readonly neighbours: number }[];
}

it('the small size shows the expected differences', async () => {
  const { metrics, report } = await fastRun<Metrics>(join(import.meta.dirname, 'main.ts'));
  const shares = Object.fromEntries(metrics.signals.map(({ name, share }) => [name, share[share.length - 1]]));
  expect(shares['linear function, linear learner']).toBeLessThan(1e-6);
  expect(shares['rectified-filters function, linear learner']).toBeGreaterThan(0.3);
  expect(shares['rectified-filters function, convolutional learner']).toBeLessThan(0.05);
  expect(shares['window-maximum function, convolutional learner']).toBeLessThan(0.05);

  const [linear, mlp, lenet] = metrics.classifiers.map(({ test }) => test);
  expect(mlp).toBeGreaterThan(linear);
  expect(lenet).toBeGreaterThan(linear + 0.05);

  const map = (wanted: string) => metrics.maps.find(({ name }) => name === wanted)!;
  expect(map('autoencoder, linear code').mse).toBeLessThan(map('PCA').mse);
  expect(map('autoencoder, linear code').neighbours).toBeGreaterThan(map('PCA').neighbours);
  expect(report).not.toMatch(/(src|href)="https?:/);
}, 300_000);
