import { checkOptions } from '@ae-lab/base';
import type { ResultTable } from './result-table';
import { Search } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';
import { enumerateGrid, type Grid, type SettingsOf } from './search-space';

/**
 * Tries all combinations of a grid, each with every seed.
 *
 * Throws an `ArgumentError` for an empty grid and other bad options. A trial that fails is recorded as failed with its reason.
 *
 * @param options.space arrays of JSON values by the name of the setting, `{ learningRate: [1e-2, 1e-3], units: [[8], [16]] }`.
 */
export async function gridSearch<const G extends Grid>(
  options: { readonly space: G } & SearchOptions<SettingsOf<G>>,
): Promise<ResultTable<SettingsOf<G>>> {
  checkOptions('options', options, { ...SEARCH_OPTIONS, space: true });
  const { space } = options;
  const search = new Search(options);
  const trials = search.trials(enumerateGrid(space));
  await search.describe({ search: 'grid', space });
  return search.table(await search.run(trials));
}
