import { Autoencoder, type AutoencoderOptions } from '@ae-lab/autoencoders';
import type { FitOptions, ImageDataset, Optimizer, Reconstructor } from '@ae-lab/core';
import { evaluateReconstruction, meanSquaredError } from '@ae-lab/metrics';
import type { Mnist } from '../mnist';

export interface Trial {
  readonly model: AutoencoderOptions;
  readonly optimizer?: Optimizer;
  readonly fit: FitOptions;
}

export interface TrialResult {
  readonly seed: number;
  /** The mean squared error on the validation images after each epoch. */
  readonly validation: readonly number[];
  /** The mean squared error on the test images, if `withTest` was set. */
  readonly test?: number;
  readonly secondsPerEpoch: number;
  readonly parameters: number;
}

/** Trains one autoencoder and measures it; the test images are read only when `withTest` is set. */
export async function trainAndTest(
  { train, validation, test }: Mnist,
  trial: Trial,
  withTest: boolean,
): Promise<TrialResult> {
  const seed = trial.fit.seed ?? 0;
  const model = new Autoencoder({ ...trial.model, seed });
  const { epochs } = await model.fit(train, { ...trial.fit, validation, optimizer: trial.optimizer });
  const result = {
    seed,
    validation: epochs.map((record) => record.validation?.loss ?? Number.NaN),
    test: withTest ? await meanError(model, test) : undefined,
    secondsPerEpoch: epochs.reduce((total, { seconds }) => total + seconds, 0) / epochs.length,
    parameters: model.encoder.countParams() + model.decoder.countParams(),
  };
  model.dispose();
  return result;
}

/** Returns the mean squared error over all pixels of a data set. */
export async function meanError(model: Reconstructor, data: ImageDataset): Promise<number> {
  const { mse } = await evaluateReconstruction(model, data, { metrics: { mse: meanSquaredError } });
  return mse.mean;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
