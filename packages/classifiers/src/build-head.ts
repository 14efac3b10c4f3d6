import { Rng } from '@ae-lab/core';
import { NetworkBuilder } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TransferClassifierOptions } from './transfer-options';

type HeadSettings = Required<Pick<TransferClassifierOptions, 'classes' | 'hidden' | 'dropout' | 'seed'>>;

/** Builds a network from codes [n, codeDim] to logits [n, classes], with hidden layers of ReLUs. */
export function buildHead({ classes, hidden, dropout, seed }: HeadSettings, codeDim: number): LayersModel {
  const architecture = {
    kind: 'dense',
    widths: hidden,
    dropout,
    activation: 'relu',
    batchNormalization: false,
  } as const;
  const builder = new NetworkBuilder([codeDim], architecture, new Rng(seed));
  for (const units of hidden) builder.dense(units);
  return builder.denseOutput(classes, 'linear').build('head');
}
