import { checkInteger, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { RANDOM_SPACE_OPTIONS, type RandomSpaceOptions } from './random-search';
import type { ResultTable } from './result-table';
import { Search } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';
import { drawSettings, type SearchSpace, type SettingsOf } from './search-space';
import type { TrialRecord } from './trial';

/** The rungs of {@link successiveHalving}. */
export interface HalvingOptions {
  /** The budget in the last rung, a whole number of at least `minBudget`, such as a number of epochs. */
  readonly maxBudget: number;
  /** The lowest budget of the first rung, a whole number of at least 1. Default 1. */
  readonly minBudget?: number;
  /** The halving factor, a whole number of at least 2: a rung keeps the best 1/eta of the settings with eta times the budget. Default 3. */
  readonly eta?: number;
}

const HALVING_OPTIONS = {
  maxBudget: kind.integer({ from: 1 }),
  minBudget: optional(kind.integer({ from: 1 }), 1),
  eta: optional(kind.integer({ from: 2 }), 3),
} satisfies Description<HalvingOptions>;

/** One round of {@link successiveHalving}. */
export interface Rung {
  /** Number of settings in the round. */
  readonly settings: number;
  /** Total amount that each trial may spend, a whole number. */
  readonly budget: number;
}

/**
 * Tries many random settings with a small budget, keeps the best 1/eta of them, tries these afresh with eta times the budget,
 * and so on up to `maxBudget` (Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter
 * optimization", arXiv:1502.07943; rungs as in Li et al. 2018, "Hyperband", arXiv:1603.06560, algorithm 1). The trial function
 * gets the budget of its rung as `budget`; it is the total, not an addition to earlier rungs.
 *
 * The best settings of a rung have the best mean of the objective over the seeds. Settings with a failed trial are dropped and
 * the failure is recorded. In the table the rows with the largest budget come first.
 *
 * ```ts
 * const table = await successiveHalving({
 *   space: { learningRate: logUniform(1e-4, 1e-2) },
 *   draws: 9,
 *   maxBudget: 9, // 9 settings for 1 epoch, the best 3 for 3, the best one for 9
 *   objective: 'mse',
 *   run: ({ settings: { learningRate }, budget }) => ({ mse: Math.abs(learningRate - 1e-3) + 1 / budget }),
 * });
 * console.log(table.best.budget); // 9
 * ```
 *
 * @throws ArgumentError for an empty space or a bad option.
 */
export async function successiveHalving<P extends SearchSpace>(
  options: RandomSpaceOptions<P> & HalvingOptions & SearchOptions<SettingsOf<P>, { readonly budget: number }>,
): Promise<ResultTable<SettingsOf<P>>> {
  const { space, draws, seed, minBudget, maxBudget, eta, ...common } = readOptions('options', options, {
    ...SEARCH_OPTIONS,
    ...RANDOM_SPACE_OPTIONS,
    ...HALVING_OPTIONS,
  });
  const search = new Search<SettingsOf<P>>(common);
  let survivors = drawSettings(space as P, draws, seed);
  const trialsEach = search.trials(survivors.slice(0, 1)).length;
  const distinct = search.trials(survivors).length / trialsEach;
  const rungs = halvingRungs(distinct, { minBudget, maxBudget, eta });
  await search.describe({ search: 'successive halving', space, draws, seed, minBudget, maxBudget, eta });

  const records: TrialRecord<SettingsOf<P>>[] = [];
  for (const [i, { budget }] of rungs.entries()) {
    const later = rungs.slice(i + 1);
    const rung = await search.run(search.trials(survivors, { budget }), {
      trials: trialsEach * later.reduce((total, { settings }) => total + settings, 0),
      cost: trialsEach * later.reduce((total, { settings, budget }) => total + settings * budget, 0),
    });
    records.push(...rung);
    const complete = search.table(rung).rows.filter((row) => row.complete);
    survivors = complete.slice(0, rungs[i + 1]?.settings).map(({ settings }) => settings);
    if (survivors.length === 0) break;
  }
  return search.table(records);
}

/**
 * Returns how many settings get which budget if none fails. Let s be the largest whole number with eta^s minBudget <= maxBudget.
 * Then rung i of 0 to s has floor(count / eta^i) settings with a budget of maxBudget / eta^(s - i), rounded. A single remaining
 * setting gets maxBudget at once.
 */
export function halvingRungs(count: number, options: HalvingOptions): Rung[] {
  checkInteger('count', count, { from: 1 });
  const { minBudget, maxBudget, eta } = readOptions('options', options, HALVING_OPTIONS);
  checkInteger('maxBudget', maxBudget, { from: minBudget });
  let last = 0;
  while (minBudget * eta ** (last + 1) <= maxBudget) last++;
  const rungs = Array.from({ length: last + 1 }, (_, i) => ({
    settings: Math.max(1, Math.floor(count / eta ** i)),
    budget: Math.round(maxBudget / eta ** (last - i)),
  }));
  return rungs.filter(({ settings }, i) => settings > 1 || i === last);
}
