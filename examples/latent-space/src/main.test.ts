import { join } from 'node:path';
import { fastRun } from '@ae-lab/example-shared/testing';
import { expect, it } from 'vitest';

interface Metrics {
  readonly sizes: readonly { readonly mse: number; readonly pca: number; readonly read: number }[];
  readonly variants: readonly { readonly mse: number }[];
  readonly accuracies: { readonly frozen: readonly number[]; readonly tuned: readonly number[] };
}

it('the small size shows the expected differences', async () => {
  const { metrics, report } = await fastRun<Metrics>(join(import.meta.dirname, 'main.ts'));
  const [two, ten, twenty] = metrics.sizes;
  for (const { mse, pca } of [two, ten]) expect(mse).toBeLessThan(pca);
  expect(ten.mse).toBeLessThan(two.mse);
  expect(twenty.mse).toBeLessThan(ten.mse);
  for (const { mse } of metrics.variants) expect(mse).toBeLessThan(two.pca);
  // Far above chance: 0.2 for two digits, 0.1 for one.
  expect(ten.read).toBeGreaterThan(0.5);
  for (const accuracy of [...metrics.accuracies.frozen, ...metrics.accuracies.tuned]) {
    expect(accuracy).toBeGreaterThan(0.4);
  }
  expect(report).not.toMatch(/(src|href)="https?:/);
}, 300_000);
