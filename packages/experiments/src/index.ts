export type { Metrics } from '@ae-lab/base';
export { type CrossValidationOptions, crossValidate } from './cross-validate';
export { type Fold, kFolds, stratifiedFolds } from './folds';
export { type GridSpaceOptions, gridSearch } from './grid-search';
export { type RandomSpaceOptions, randomSearch } from './random-search';
export type { ResultRow, Summary } from './result-row';
export type { ResultSummary } from './result-summary';
export { ResultTable } from './result-table';
export type { SearchOptions, SearchProgress } from './search-options';
export {
  type Choice,
  choice,
  type Distribution,
  type Grid,
  type IntegerRange,
  integer,
  type LogUniform,
  logUniform,
  type SearchSpace,
  type SettingsOf,
  type Uniform,
  uniform,
  type Value,
} from './search-space';
export { type HalvingOptions, halvingRungs, type Rung, successiveHalving } from './successive-halving';
export type { RunningTrial, Trial, TrialFunction, TrialRecord, TrialResult } from './trial';
export { inProcess, type TrialRunner } from './trial-runner';
export { type WorkerPoolOptions, workerPool } from './worker-pool';
