import { ArgumentError, checkOptions } from '@ae-lab/base';
import { type Fold, kFolds, stratifiedFolds } from './folds';
import type { ResultTable } from './result-table';
import { Search } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';

/** What {@link crossValidate} splits, and the settings that it compares. */
export interface CrossValidationOptions<S extends object> {
  /** What to compare: one setting or several, such as `table.top(3)` of an earlier search. */
  readonly settings: S | readonly S[];
  /** The class of each item of the data, whole numbers; the folds are then stratified by class. */
  readonly labels?: ArrayLike<number>;
  /** How many items the data has, where there are no labels. */
  readonly size?: number;
  /** How many parts the data is split into, at least 2 and at most the size of the smallest class. */
  readonly folds: number;
  /** Decides which items come together. Default 0. */
  readonly seed?: number;
}

const OPTIONS = { ...SEARCH_OPTIONS, settings: true, labels: true, size: true, folds: true, seed: true } as const;

/**
 * Tries every setting with every seed on every fold: a trial trains on `fold.train` and returns metrics of `fold.validation`,
 * both positions in the data set, which go to worker threads as well. The table has means and spreads over folds and seeds.
 *
 * Throws an `ArgumentError` for more folds than a class has items, and other bad options. A trial that fails is recorded as
 * failed with its reason.
 */
export async function crossValidate<S extends object>(
  options: CrossValidationOptions<S> & SearchOptions<S, { readonly fold: Fold }>,
): Promise<ResultTable<S>> {
  checkOptions('options', options, OPTIONS);
  const { settings, labels, size, folds: count, seed = 0 } = options;
  if ((labels === undefined) === (size === undefined)) {
    throw new ArgumentError('labels', 'either labels or a size', labels === undefined ? 'neither' : 'both');
  }
  const folds = labels ? stratifiedFolds(labels, count, seed) : kFolds(size!, count, seed);
  const compared: readonly S[] = Array.isArray(settings) ? settings : [settings as S];
  if (compared.length === 0) throw new ArgumentError('settings', 'at least one setting', settings);
  const search = new Search(options);
  const trials = folds.flatMap((fold) => search.trials(compared, { fold }));
  await search.describe({ search: 'cross-validation', settings, folds: count, seed, size: labels?.length ?? size });
  return search.table(await search.run(trials));
}
