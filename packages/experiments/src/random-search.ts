import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import type { ResultTable } from './result-table';
import { Search } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';
import { drawSettings, SEARCH_SPACE, type SearchSpace, type SettingsOf } from './search-space';

/** Options of {@link randomSearch} beyond those of all searches. */
export interface RandomSpaceOptions<P extends SearchSpace> {
  /** Distributions by the name of the setting, such as `{ learningRate: logUniform(1e-5, 1e-2), layers: integer(1, 4) }`. */
  readonly space: P;
  /** Number of settings to draw, at least 1. Equal ones, which choices may give, are tried once. */
  readonly draws: number;
  /** Seed of the draws; more draws leave the first ones unchanged. Default 0. */
  readonly seed?: number;
}

/** The description of {@link RandomSpaceOptions}. */
export const RANDOM_SPACE_OPTIONS = {
  space: SEARCH_SPACE,
  draws: kind.integer({ from: 1 }),
  seed: optional(kind.seed, 0),
} satisfies Description<RandomSpaceOptions<SearchSpace>>;

/**
 * Tries random settings, each with every seed (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization",
 * JMLR 13). A trial that fails is recorded with the reason.
 *
 * ```ts
 * const table = await randomSearch({
 *   space: { learningRate: logUniform(1e-5, 1e-2), layers: integer(1, 4) },
 *   draws: 20,
 *   objective: 'mse',
 *   run: ({ settings: { learningRate, layers } }) => ({ mse: Math.abs(learningRate - 1e-3) + 1 / layers }),
 * });
 * console.log(table.best.settings);
 * ```
 *
 * @throws ArgumentError for an empty space or a bad option.
 */
export async function randomSearch<P extends SearchSpace>(
  options: RandomSpaceOptions<P> & SearchOptions<SettingsOf<P>>,
): Promise<ResultTable<SettingsOf<P>>> {
  const { space, draws, seed, ...common } = readOptions('options', options, {
    ...SEARCH_OPTIONS,
    ...RANDOM_SPACE_OPTIONS,
  });
  const search = new Search<SettingsOf<P>>(common);
  const trials = search.trials(drawSettings(space as P, draws, seed));
  await search.describe({ search: 'random', space, draws, seed });
  return search.table(await search.run(trials));
}
