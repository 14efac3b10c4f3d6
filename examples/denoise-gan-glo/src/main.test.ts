import { join } from 'node:path';
import { fastRun } from '@ae-lab/example-shared/testing';
import { expect, it } from 'vitest';

interface Metrics {
  readonly accuracyOfReader: number;
  readonly denoisers: readonly { readonly mse: number; readonly noisy: number; readonly byPlain: number }[];
  readonly means: { readonly gan: number; readonly black: number };
  readonly reconstructions: Readonly<
    Record<'meanImage' | 'pca' | 'autoencoder' | 'gloTraining' | 'gloTest', { readonly mse: number }>
  >;
}

it('the small size shows the expected differences', async () => {
  const { metrics, report } = await fastRun<Metrics>(join(import.meta.dirname, 'main.ts'));
  const { accuracyOfReader, denoisers, means, reconstructions } = metrics;
  const { meanImage, pca, autoencoder, gloTraining, gloTest } = reconstructions;
  expect(accuracyOfReader).toBeGreaterThan(0.8);
  expect(autoencoder.mse).toBeLessThan(0.9 * pca.mse);
  const [, , middle, strong] = denoisers;
  expect(middle.mse).toBeLessThan(0.7 * middle.noisy);
  expect(strong.mse).toBeLessThan(0.2 * strong.noisy);
  expect(strong.mse).toBeLessThan(0.85 * strong.byPlain);
  expect(strong.mse).toBeGreaterThan(middle.mse);
  expect(gloTraining.mse).toBeLessThan(0.8 * meanImage.mse);
  expect(gloTest.mse).toBeLessThan(0.8 * meanImage.mse);
  expect(means.gan).toBeLessThan(0.3 * means.black);
  expect(report).not.toMatch(/(src|href)="https?:/);
}, 300_000);
