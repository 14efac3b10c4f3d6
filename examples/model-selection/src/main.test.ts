import { join } from 'node:path';
import { fastRun } from '@ae-lab/example-shared/testing';
import { expect, it } from 'vitest';

interface Metrics {
  readonly searches: readonly {
    readonly grid: { readonly rows: readonly unknown[] };
    readonly crossValidated: { readonly rows: readonly { readonly trials: readonly unknown[] }[] };
  }[];
  readonly errors: readonly { readonly name: string; readonly mse: number }[];
  readonly denoised: readonly { readonly denoising: number; readonly plain: number }[];
  readonly maps: readonly { readonly name: string; readonly neighbours: number }[];
  readonly samples: readonly { readonly sure: number }[];
  readonly classified: readonly { readonly test: number }[];
  readonly variational: { readonly epochs: readonly { readonly train: { readonly loss: number } }[] };
}

it('the small size shows the expected differences', async () => {
  const { metrics, report } = await fastRun<Metrics>(join(import.meta.dirname, 'main.ts'));
  const { errors, denoised, maps, classified } = metrics;
  for (const { grid, crossValidated } of metrics.searches) {
    expect(grid.rows).toHaveLength(2);
    for (const { trials } of crossValidated.rows) expect(trials).toHaveLength(2);
  }
  const [, normalised, pca] = errors;
  expect(normalised.mse).toBeLessThan(pca.mse);
  expect(denoised[1].denoising).toBeLessThan(denoised[1].plain);
  for (const { neighbours } of maps) expect(neighbours).toBeGreaterThan(0.15);
  expect(maps[1].neighbours).toBeGreaterThan(maps[0].neighbours);
  for (const { test } of classified) expect(test).toBeGreaterThan(0.8);
  const { epochs } = metrics.variational;
  expect(epochs[epochs.length - 1].train.loss).toBeLessThan(epochs[0].train.loss);
  expect(report).not.toMatch(/(src|href)="https?:/);
}, 300_000);
