import { join } from 'node:path';
import { type Options, workersOf } from '@ae-lab/example-shared';
import { crossValidate, gridSearch, type ResultTable } from '@ae-lab/experiments';
import type { TrialSettings } from './trial';

export interface SearchSettings {
  readonly name: string;
  readonly normalised: boolean;
  /** The channels of the three convolutions, for each trial. */
  readonly widths: readonly (readonly number[])[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly folds: number;
  /** One label per training image. */
  readonly labels: ArrayLike<number>;
}

export interface SearchResult {
  readonly name: string;
  readonly grid: ResultTable<TrialSettings>;
  /** The best three of the grid. */
  readonly crossValidated: ResultTable<TrialSettings>;
}

/** Trains all widths for a few epochs each, then the best three on folds of the training images. */
export async function search(settings: SearchSettings, options: Options): Promise<SearchResult> {
  const { name, normalised, widths, epochs, batchSize, folds, labels } = settings;
  const { data, fast, seed, out } = options;
  const shared = {
    ...{ seeds: [seed], objective: 'validationMse', run: workersOf(new URL('./trial.ts', import.meta.url)) },
    folder: join(out, 'parts', 'search'),
  };
  const progress = (what: string) => ({
    onProgress: ({ done, total }: { done: number; total: number }) => {
      console.log(`${what} of ${name}: ${done} of ${total}`);
    },
  });
  const grid = await gridSearch({
    space: {
      ...{ widths, normalised: [normalised], epochs: [epochs], batchSize: [batchSize], digits: [{ data, fast }] },
    },
    ...shared,
    ...progress('grid'),
  });
  const crossValidated = await crossValidate({
    settings: grid.top(3),
    ...{ labels, folds, seed },
    ...shared,
    ...progress('cross-validation'),
  });
  return { name, grid, crossValidated };
}
