import type { Metrics } from '@ae-lab/core';

/** Returns a metric by name, or NaN if it was not measured. */
export function metricOf(metrics: Metrics | undefined, name = 'loss'): number {
  return metrics?.[name] ?? NaN;
}
