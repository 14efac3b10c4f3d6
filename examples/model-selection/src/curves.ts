import type { History } from '@ae-lab/core';
import type { LineSeries } from '@ae-lab/viz';
import { metricOf } from './metric-of';

/** Returns two lines per training: training and validation. */
export function curves(
  trainings: readonly { readonly name: string; readonly result: History }[],
  metric: string,
): LineSeries[] {
  return trainings.flatMap(({ name, result: { epochs } }) => [
    { name: `${name}, training`, y: epochs.map(({ train }) => train[metric]) },
    { name: `${name}, validation`, y: epochs.map(({ validation }) => metricOf(validation, metric)) },
  ]);
}
