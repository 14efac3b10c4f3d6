import type { Metrics } from '@ae-lab/core';

/** A metric by name, NaN where it was not measured. */
export function metricOf(metrics: Metrics | undefined, name = 'loss'): number {
  return metrics?.[name] ?? NaN;
}
