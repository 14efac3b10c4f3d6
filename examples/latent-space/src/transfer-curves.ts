import type { History } from '@ae-lab/core';
import type { Trained } from '@ae-lab/example-shared';
import type { TransferTraining } from './train';

/** The classifiers on one encoder, with the history of each. */
export type Transfer = Trained<TransferTraining, History[]>;

/** Returns a metric by epoch, as the mean over the draws of the labels. */
export function meanCurve({ result }: Transfer, part: 'train' | 'validation', metric: string): number[] {
  return result[0].epochs.map((_, epoch) => mean(result.map(({ epochs }) => epochs[epoch][part]?.[metric] ?? NaN)));
}

/** Returns the accuracy after the last epoch, as the mean over the draws of the labels. */
export function lastAccuracy(transfer: Transfer, part: 'train' | 'validation'): number {
  return meanCurve(transfer, part, 'accuracy').at(-1) ?? NaN;
}

/** Returns the one with the highest validation accuracy after the last epoch. */
export function bestTransfer(transfers: readonly Transfer[]): Transfer {
  const accuracy = (one: Transfer) => lastAccuracy(one, 'validation');
  return transfers.reduce((a, b) => (accuracy(b) > accuracy(a) ? b : a));
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
