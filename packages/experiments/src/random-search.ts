import { checkOptions } from '@ae-lab/base';
import type { ResultTable } from './result-table';
import { Search } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';
import { drawSettings, type SearchSpace, type SettingsOf } from './search-space';

/** What {@link randomSearch} draws from, and how often. */
export interface RandomSpaceOptions<P extends SearchSpace> {
  /** Distributions by the name of the setting, `{ learningRate: logUniform(1e-5, 1e-2), layers: integer(1, 4) }`. */
  readonly space: P;
  /** How many settings are drawn. Equal ones, as choices may give, are tried once. */
  readonly draws: number;
  /** Decides which settings are drawn; more draws leave the first ones as they are. Default 0. */
  readonly seed?: number;
}

/** The names of {@link RandomSpaceOptions}. */
export const RANDOM_SPACE_OPTIONS = { space: true, draws: true, seed: true } as const;

/**
 * Tries random settings, each with every seed (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization",
 * JMLR 13).
 *
 * Throws an `ArgumentError` for an empty space and other bad options. A trial that fails is recorded as failed with its reason.
 */
export async function randomSearch<P extends SearchSpace>(
  options: RandomSpaceOptions<P> & SearchOptions<SettingsOf<P>>,
): Promise<ResultTable<SettingsOf<P>>> {
  checkOptions('options', options, { ...SEARCH_OPTIONS, ...RANDOM_SPACE_OPTIONS });
  const { space, draws, seed = 0 } = options;
  const search = new Search(options);
  const trials = search.trials(drawSettings(space, draws, seed));
  await search.describe({ search: 'random', space, draws, seed });
  return search.table(await search.run(trials));
}
