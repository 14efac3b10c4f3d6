import { checkInteger, checkOptions } from '@ae-lab/base';
import { RANDOM_SPACE_OPTIONS, type RandomSpaceOptions } from './random-search';
import type { ResultTable } from './result-table';
import { Search, type TrialRecord } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';
import { drawSettings, type SearchSpace, type SettingsOf } from './search-space';

/** The rungs of {@link successiveHalving}. */
export interface HalvingOptions {
  /** The budget in the last rung, a whole number, of epochs for instance. */
  readonly maxBudget: number;
  /** The least budget in the first rung, a whole number of at least 1. Default 1. */
  readonly minBudget?: number;
  /** A rung keeps the best 1/eta of the settings and multiplies their budget by eta; a whole number of at least 2. Default 3. */
  readonly eta?: number;
}

const HALVING_OPTIONS = { maxBudget: true, minBudget: true, eta: true } as const;

/** One round of {@link successiveHalving}. */
export interface Rung {
  /** How many take part. */
  readonly settings: number;
  /** What each trial may spend in all, a whole number. */
  readonly budget: number;
}

/**
 * Tries many random settings with a small budget, keeps the best 1/eta of them, tries these anew with eta times the budget, and
 * so on up to `maxBudget` (Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter
 * optimization", arXiv:1502.07943; rungs as in Li et al. 2018, "Hyperband", arXiv:1603.06560, algorithm 1). The trial function
 * finds the budget of a rung, in all and not in addition, in `budget`.
 *
 * A rung's best are those with the best mean of the objective over the seeds; settings of which a trial failed do not come
 * further. In the table the rows with the largest budget come first.
 *
 * Throws an `ArgumentError` for an empty space and other bad options. A trial that fails is recorded as failed with its reason.
 */
export async function successiveHalving<P extends SearchSpace>(
  options: RandomSpaceOptions<P> & HalvingOptions & SearchOptions<SettingsOf<P>, { readonly budget: number }>,
): Promise<ResultTable<SettingsOf<P>>> {
  checkOptions('options', options, { ...SEARCH_OPTIONS, ...RANDOM_SPACE_OPTIONS, ...HALVING_OPTIONS });
  const { space, draws, seed = 0, minBudget = 1, maxBudget, eta = 3 } = options;
  const search = new Search(options);
  let survivors = drawSettings(space, draws, seed);
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
 * How many settings get which budget, when none fails: with s the largest whole number for which eta^s minBudget is at most
 * maxBudget, rung i of 0 to s has floor(count / eta^i) settings with maxBudget / eta^(s - i), rounded. The last one that is left
 * gets maxBudget at once.
 */
export function halvingRungs(count: number, options: HalvingOptions): Rung[] {
  checkInteger('count', count, { from: 1 });
  checkOptions('options', options, HALVING_OPTIONS);
  const { minBudget = 1, maxBudget, eta = 3 } = options;
  checkInteger('eta', eta, { from: 2 });
  checkInteger('minBudget', minBudget, { from: 1 });
  checkInteger('maxBudget', maxBudget, { from: minBudget });
  let last = 0;
  while (minBudget * eta ** (last + 1) <= maxBudget) last++;
  const rungs = Array.from({ length: last + 1 }, (_, i) => ({
    settings: Math.max(1, Math.floor(count / eta ** i)),
    budget: Math.round(maxBudget / eta ** (last - i)),
  }));
  return rungs.filter(({ settings }, i) => settings > 1 || i === last);
}
