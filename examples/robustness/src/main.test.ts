import { join } from 'node:path';
import { fastRun } from '@ae-lab/example-shared/testing';
import { expect, it } from 'vitest';

interface Curves {
  readonly mse: number;
  readonly noise: readonly { readonly mse: number }[];
  readonly occlusion: readonly { readonly mse: number }[];
}

interface Metrics {
  readonly chosen: { readonly learningRate: number; readonly latentDim: number };
  readonly sizes: readonly { readonly latentDim: number; readonly test: number }[];
  readonly matFile: string;
  readonly autoencoder: Curves;
  readonly pca: Curves;
}

it('the small size shows the expected differences', async () => {
  const { metrics, report } = await fastRun<Metrics>(join(import.meta.dirname, 'main.ts'));
  const { autoencoder, pca, sizes } = metrics;
  expect(metrics.chosen).toEqual({ learningRate: 0.01, latentDim: 6 });
  expect(sizes[1].test).toBeLessThan(sizes[0].test);
  expect(metrics.matFile).toBe('written');
  // The MAT file holds the test images; on it the autoencoder is better than PCA of the same dimension.
  expect(autoencoder.mse).toBeLessThan(0.9 * pca.mse);
  expect(autoencoder.noise[0].mse).toBeLessThan(pca.noise[0].mse);
  for (const { noise, occlusion } of [autoencoder, pca]) {
    expect(noise[9].mse).toBeGreaterThan(noise[0].mse);
    expect(occlusion[10].mse).toBeGreaterThan(occlusion[0].mse);
  }
  expect(report).not.toMatch(/(src|href)="https?:/);
}, 300_000);
