import { type Description, readOptions } from '@ae-lab/base';
import type { ResultTable } from './result-table';
import { Search } from './search';
import { SEARCH_OPTIONS, type SearchOptions } from './search-options';
import { enumerateGrid, GRID, type Grid, type SettingsOf } from './search-space';

/** Options of {@link gridSearch} beyond those of all searches. */
export interface GridSpaceOptions<G extends Grid> {
  /** Arrays of JSON values by the name of the setting, such as `{ learningRate: [1e-2, 1e-3], units: [[8], [16]] }`. */
  readonly space: G;
}

const GRID_SEARCH = { ...SEARCH_OPTIONS, space: GRID } satisfies Description<
  SearchOptions<never, never> & GridSpaceOptions<Grid>
>;

/**
 * Tries all combinations of a grid, each with every seed. A trial that fails is recorded with the reason.
 *
 * ```ts
 * const table = await gridSearch({
 *   space: { latentDim: [2, 8], learningRate: [1e-3, 1e-2] },
 *   objective: 'mse',
 *   run: ({ settings: { latentDim, learningRate } }) => ({ mse: 1 / latentDim + learningRate }),
 * });
 * console.log(table.best.settings); // { latentDim: 8, learningRate: 0.001 }
 * ```
 *
 * @throws ArgumentError for an empty grid or a bad option.
 */
export async function gridSearch<const G extends Grid>(
  options: GridSpaceOptions<G> & SearchOptions<SettingsOf<G>>,
): Promise<ResultTable<SettingsOf<G>>> {
  const { space, ...common } = readOptions('options', options, GRID_SEARCH);
  const search = new Search<SettingsOf<G>>(common);
  const trials = search.trials(enumerateGrid(space as G));
  await search.describe({ search: 'grid', space });
  return search.table(await search.run(trials));
}
