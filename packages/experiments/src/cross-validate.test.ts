import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crossValidate } from './cross-validate';
import { type Fold, kFolds, stratifiedFolds } from './folds';
import { workerPool } from './worker-pool';

const labels = Array.from({ length: 20 }, (_, i) => i % 4);

it('tries every setting on every fold with every seed', async () => {
  const runs: { x: number; seed: number; fold: Fold }[] = [];
  const table = await crossValidate({
    settings: [{ x: 1 }, { x: 2 }, { x: 1 }],
    labels,
    folds: 5,
    seed: 8,
    seeds: [0, 1],
    objective: 'score',
    run: ({ settings: { x }, seed, fold }) => {
      runs.push({ x, seed, fold });
      return { score: x * 10 + fold.index };
    },
  });
  expect(runs).toEqual(
    stratifiedFolds(labels, 5, 8).flatMap((fold) => [1, 2].flatMap((x) => [0, 1].map((seed) => ({ x, seed, fold })))),
  );
  // 0, 0, 1, 1, 2, 2, 3, 3, 4, 4: mean 2, squared deviations 20.
  expect(table.rows.map(({ settings, metrics }) => [settings.x, metrics.score.mean, metrics.score.std])).toEqual([
    [1, 12, Math.sqrt(20 / 9)],
    [2, 22, Math.sqrt(20 / 9)],
  ]);
  expect(table.rows[0].trials.map(({ fold, seed }) => [fold, seed]).slice(0, 3)).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
});

it('works without labels', async () => {
  const seen: Fold[] = [];
  const run = ({ fold }: { fold: Fold }) => ({ score: seen.push(fold) });
  await crossValidate({ settings: { x: 1 }, size: 7, folds: 3, objective: 'score', run });
  expect(seen).toEqual(kFolds(7, 3, 0));
});

it('sends the folds to worker threads', async () => {
  const run = workerPool({ script: new URL('../test-data/trial.mjs', import.meta.url), workers: 1, execArgv: [] });
  const settings = { action: 'fold' };
  const table = await crossValidate({ settings, size: 6, folds: 3, objective: 'score', run });
  const sums = kFolds(6, 3, 0).map(({ validation }) => validation[0] + validation[1]);
  expect(table.best.metrics.score.values).toEqual(sums);
  expect(table.best.metrics.train.values).toEqual([4, 4, 4]);
  await run.close();
});

it('reuses a stored trial only for the same positions', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  let runs = 0;
  const validate = (size: number, seed: number) =>
    crossValidate({ settings: { x: 1 }, size, seed, folds: 2, objective: 'n', folder, run: () => ({ n: ++runs }) });
  for (const [size, seed, expected] of [
    [8, 0, 2],
    [8, 0, 2],
    [8, 1, 4],
    [9, 0, 6],
  ]) {
    await validate(size, seed);
    expect(runs).toBe(expected);
  }
  await rm(folder, { recursive: true });
});

it.each([
  ['folds: expected at most the size of the smallest class (class 0 has 5), got 6', { labels, folds: 6 }],
  ['folds: expected a whole number from 2 to 3, got 4', { size: 3, folds: 4 }],
  ['labels: expected either labels or a size, got "both"', { labels, size: 20, folds: 2 }],
  ['labels: expected either labels or a size, got "neither"', { folds: 2 }],
  ['settings: expected at least one setting', { labels, folds: 2, settings: [] }],
  ['settings: expected an object, got 5.', { labels, folds: 2, settings: 5 as never }],
  ['settings[1]: expected an object, got "x".', { labels, folds: 2, settings: [{ x: 1 }, 'x'] }],
  ['seed: expected a whole number of at least 0, got -1.', { labels, folds: 2, seed: -1 }],
  ['options: expected no other options than run, objective', { labels, folds: 2, k: 2 }],
  ['labels: expected an array of whole numbers, got 20.', { labels: 20 as never, folds: 2 }],
])('refuses: %s', async (message, bad) => {
  const options = { settings: { x: 1 } as object, objective: 'score', run: () => ({ score: 1 }), ...bad };
  await expect(crossValidate(options)).rejects.toThrow(message);
});
