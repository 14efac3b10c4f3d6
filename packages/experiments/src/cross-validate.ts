import { ArgumentError, type Description, type Kind, kind, optional, readOptions } from '@ae-lab/base';
import { FOLDS, type Fold, kFolds, LABELS, stratifiedFolds } from './folds';
import type { ResultTable } from './result-table';
import { Search } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';

/** Options of {@link crossValidate} beyond those of all searches. */
export interface CrossValidationOptions<S extends object> {
  /** One setting or several to compare, such as `table.top(3)` of an earlier search. */
  readonly settings: S | readonly S[];
  /** The class of each item of the data, whole numbers of at least 0; the folds are then stratified by class. */
  readonly labels?: ArrayLike<number>;
  /** Number of items in the data, if there are no labels; at least 2. */
  readonly size?: number;
  /** Number of parts to split the data into, at least 2 and at most the size of the smallest class. */
  readonly folds: number;
  /** Seed of the split. Default 0. */
  readonly seed?: number;
}

const ONE_SETTING = kind.of<object>('an object', (value) => typeof value === 'object' && value !== null);
const SEVERAL_SETTINGS = kind.list(ONE_SETTING);

const SETTINGS: Kind<readonly object[]> = {
  expected: 'at least one setting',
  read(argument, value) {
    const settings = Array.isArray(value)
      ? SEVERAL_SETTINGS.read(argument, value)
      : [ONE_SETTING.read(argument, value)];
    if (settings.length === 0) throw new ArgumentError(argument, this.expected, value);
    return settings;
  },
};

const CROSS_VALIDATION = {
  ...SEARCH_OPTIONS,
  settings: SETTINGS,
  labels: optional(LABELS),
  size: optional(kind.integer({ from: 2 })),
  folds: FOLDS,
  seed: optional(kind.seed, 0),
} satisfies Description<SearchOptions<never, never> & CrossValidationOptions<object>>;

/**
 * Tries every setting with every seed on every fold. A trial trains on `fold.train` and returns metrics of
 * `fold.validation`; both hold positions in the data set and reach worker threads too. The table has the mean and standard
 * deviation over folds and seeds. A trial that fails is recorded with the reason.
 *
 * ```ts
 * const table = await crossValidate({
 *   settings: [{ latentDim: 2 }, { latentDim: 8 }],
 *   size: 100,
 *   folds: 5,
 *   objective: 'mse',
 *   run: ({ settings: { latentDim }, fold }) => ({ mse: 1 / latentDim + 1 / fold.train.length }),
 * });
 * console.log(table.best.metrics.mse.mean); // 0.1375
 * ```
 *
 * @throws ArgumentError for more folds than a class has items, or for a bad option.
 */
export async function crossValidate<S extends object>(
  options: CrossValidationOptions<S> & SearchOptions<S, { readonly fold: Fold }>,
): Promise<ResultTable<S>> {
  const { settings, labels, size, folds: count, seed, ...common } = readOptions('options', options, CROSS_VALIDATION);
  if ((labels === undefined) === (size === undefined)) {
    throw new ArgumentError('labels', 'either labels or a size', labels === undefined ? 'neither' : 'both');
  }
  const folds = labels ? stratifiedFolds(labels, count, seed) : kFolds(size!, count, seed);
  const search = new Search<S>(common);
  const trials = folds.flatMap((fold) => search.trials(settings as readonly S[], { fold }));
  await search.describe({ search: 'cross-validation', settings, folds: count, seed, size: labels?.length ?? size });
  return search.table(await search.run(trials));
}
