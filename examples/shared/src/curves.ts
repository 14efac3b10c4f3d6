import type { EpochRecord } from '@ae-lab/core';
import { type LineSeries, lineChart } from '@ae-lab/viz';

interface Course {
  readonly name: string;
  readonly result: { readonly epochs: readonly EpochRecord[] };
}

/** Returns a metric of a training by epoch. */
export function curve({ name, result }: Course, part: 'train' | 'validation', metric = 'loss'): LineSeries {
  return { name, y: result.epochs.map((record) => record[part]?.[metric] ?? NaN) };
}

/** Returns a metric of each training by epoch, on the training and on the validation images. */
export function curves(trainings: readonly Course[], metric = 'loss'): LineSeries[] {
  return trainings.flatMap(({ name, result }) => [
    curve({ name: `${name}, training`, result }, 'train', metric),
    curve({ name: `${name}, validation`, result }, 'validation', metric),
  ]);
}

/** Draws curves over the epochs of their trainings. */
export function epochChart(yLabel: string, series: readonly LineSeries[], yScale?: 'log'): string {
  return lineChart({ series, xLabel: 'epoch', yLabel, yScale });
}
