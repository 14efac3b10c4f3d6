import { describe, expect, it } from 'vitest';
import type { SearchProgress } from './search-options';
import { choice, drawSettings, uniform } from './search-space';
import { halvingRungs, successiveHalving } from './successive-halving';

describe('halvingRungs', () => {
  it('are those of the bracket in Hyperband, table 1: 81 settings, 1 to 81 units, eta 3', () => {
    expect(halvingRungs(81, { maxBudget: 81 })).toEqual([
      { settings: 81, budget: 1 },
      { settings: 27, budget: 3 },
      { settings: 9, budget: 9 },
      { settings: 3, budget: 27 },
      { settings: 1, budget: 81 },
    ]);
  });

  it('end at the largest budget, begin at the lowest one or above, and keep at least one setting', () => {
    expect(halvingRungs(10, { minBudget: 2, maxBudget: 20, eta: 2 })).toEqual([
      { settings: 10, budget: 3 },
      { settings: 5, budget: 5 },
      { settings: 2, budget: 10 },
      { settings: 1, budget: 20 },
    ]);
    // A single remaining setting is only tried with the largest budget.
    expect(halvingRungs(2, { maxBudget: 16, eta: 4 })).toEqual([
      { settings: 2, budget: 1 },
      { settings: 1, budget: 16 },
    ]);
    expect(halvingRungs(7, { minBudget: 5, maxBudget: 9, eta: 2 })).toEqual([{ settings: 7, budget: 9 }]);
    // 3^5: the logarithms' quotient is 4.999999999999999.
    expect(halvingRungs(243, { maxBudget: 243 })).toHaveLength(6);
  });

  it.each([
    ['eta', { eta: 1 }],
    ['minBudget', { minBudget: 0 }],
    ['maxBudget', { minBudget: 9, maxBudget: 8 }],
    ['maxBudget', { maxBudget: 2.5 }],
    ['options', { factor: 2 }],
  ])('names %s in an error', (argument, bad) => {
    expect(() => halvingRungs(9, { maxBudget: 9, ...bad })).toThrow(`${argument}: expected`);
  });
});

describe('successiveHalving', () => {
  const space = { quality: uniform(0, 1) };
  const options = { space, draws: 27, seed: 3, minBudget: 2, maxBudget: 18, objective: 'loss' };

  it('gives the best third three times the budget, rung by rung', async () => {
    const qualities = drawSettings(space, 27, 3).map(({ quality }) => quality);
    const runs: [budget: number, quality: number, seed: number][] = [];
    const progress: SearchProgress[] = [];
    const table = await successiveHalving({
      ...options,
      seeds: [1, 2],
      run: ({ settings: { quality }, budget, seed }) => {
        runs.push([budget, quality, seed]);
        return { loss: quality + 1 / budget + seed / 1000 };
      },
      onProgress: (report) => void progress.push(report),
    });
    const best = qualities.toSorted((a, b) => a - b);
    const tried = (budget: number) => runs.filter((run) => run[0] === budget && run[2] === 1).map((run) => run[1]);
    expect(tried(2)).toEqual(qualities);
    expect(tried(6)).toEqual(best.slice(0, 9));
    expect(tried(18)).toEqual(best.slice(0, 3));
    // Every rung costs the same: 27 x 2 = 9 x 6 = 3 x 18, for each of two seeds.
    expect(runs.reduce((sum, [budget]) => sum + budget, 0)).toBe(2 * 3 * 54);
    expect(progress.map(({ done, total }) => [done, total])).toEqual(runs.map((_, i) => [i + 1, 78]));
    expect(progress.at(-1)?.secondsLeft).toBe(0);
    expect(table.rows.map(({ budget }) => budget)).toEqual([18, 18, 18, ...Array(9).fill(6), ...Array(27).fill(2)]);
    expect(table.best).toMatchObject({ settings: { quality: best[0] }, budget: 18 });
    expect(table.top(9)).toEqual(best.slice(0, 9).map((quality) => ({ quality })));
  });

  it('keeps the largest ones when maximizing', async () => {
    const table = await successiveHalving({
      ...options,
      direction: 'maximize',
      run: ({ settings }) => ({ loss: settings.quality }),
    });
    expect(table.best.settings).toEqual(drawSettings(space, 27, 3).toSorted((a, b) => b.quality - a.quality)[0]);
  });

  it('drops settings with a failed trial', async () => {
    const table = await successiveHalving({
      ...options,
      space: { arm: choice([1, 2, 3, 4, 5, 6]) },
      draws: 60,
      minBudget: 1,
      maxBudget: 3,
      seeds: [0, 1],
      run: ({ settings: { arm }, seed }) => ({ loss: arm <= 5 && seed === 1 ? Number.NaN : arm }),
    });
    expect(table.rows.map(({ settings, budget, complete }) => [settings.arm, budget, complete])).toEqual([
      [6, 3, true],
      [6, 1, true],
      ...[1, 2, 3, 4, 5].map((arm) => [arm, 1, false]),
    ]);
    const none = await successiveHalving({ ...options, run: () => ({ loss: Number.NaN }) });
    expect(none.rows).toHaveLength(27);
    expect(() => none.best).toThrow("No trial finished; the first one: returned NaN for the metric 'loss'.");
  });

  it('stops when aborted', async () => {
    const abort = new AbortController();
    const run = ({ budget }: { budget: number }) => {
      if (budget === 6) setTimeout(() => abort.abort());
      return budget === 6 ? new Promise<{ loss: number }>(() => {}) : { loss: 1 };
    };
    const table = await successiveHalving({ ...options, signal: abort.signal, run });
    expect([table.stopped, table.rows.length]).toEqual(['aborted', 27]);
  });
});
