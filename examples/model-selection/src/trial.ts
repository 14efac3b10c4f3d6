// One trial of the grid or of its cross-validation, on a worker thread.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { type DigitsChoice, loadDigits } from '@ae-lab/example-shared';
import type { RunningTrial } from '@ae-lab/experiments';
import { makeAutoencoder, makeOptimizer, type Network } from './network';

export interface TrialSettings extends Network {
  readonly epochs: number;
  readonly batchSize: number;
  readonly digits: DigitsChoice;
}

/** Trains on the training images and validates on the validation images; with a fold, on its two parts instead. */
export default async function trial({ settings, seed, fold }: RunningTrial<TrialSettings>) {
  const { epochs, batchSize, digits } = settings;
  await useWasmBackend();
  const all = await loadDigits(digits);
  const train = fold ? all.train.subset(fold.train) : all.train;
  const validation = fold ? all.train.subset(fold.validation) : all.validation;
  const model = makeAutoencoder(settings, seed);
  const optimizer = makeOptimizer(settings);
  const history = await model.fit(train, { epochs, batchSize, seed, validation, optimizer });
  model.dispose();
  const last = history.epochs[history.epochs.length - 1];
  return { validationMse: last.validation?.loss ?? NaN, trainingMse: last.train.loss };
}
