// Trains one model on a worker thread and saves it in the folder `model` of its part.
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { trainFeatureExtractor } from '@ae-lab/classifiers';
import { type EpochRecord, type FitOptions, progressBar } from '@ae-lab/core';
import { type Digits, loadDigits, type TrainingTask } from '@ae-lab/example-shared';
import { Gan, Glo, SMALL_GAN, smallGanTraining } from '@ae-lab/generative';

interface Shared {
  readonly name: string;
  readonly epochs: number;
}

export interface AutoencoderTraining extends Shared {
  readonly kind: 'autoencoder';
  readonly latentDim: number;
  readonly widths: readonly number[];
  readonly dense: readonly number[];
  readonly activation: 'relu' | 'leakyrelu';
  /** The standard deviation of the noise that it learns to remove; 0 for no noise. */
  readonly sigma: number;
  readonly batchSize: number;
}

/** The training of the small GAN, with other widths. */
export interface GanTraining extends Shared {
  readonly kind: 'gan';
  readonly widths: readonly number[];
}

export interface GloTraining extends Shared {
  readonly kind: 'glo';
  readonly latentDim: number;
  readonly widths: readonly number[];
}

/** The training of the classifier that reads generated images and provides the features for their scores. */
export interface ReaderTraining extends Shared {
  readonly kind: 'reader';
}

export type Training = AutoencoderTraining | GanTraining | GloTraining | ReaderTraining;

export interface Course {
  readonly epochs: readonly EpochRecord[];
}

export default async function ({ settings, seed }: TrainingTask<Training>): Promise<Course> {
  const { name, epochs, digits, folder } = settings;
  await useWasmBackend();
  const checkpoint = { place: join(folder, 'checkpoint') };
  const options = { epochs, seed, checkpoint, callbacks: [progressBar({ name })] };
  const { model, course } = await trained(settings, await loadDigits(digits), options);
  await model.save(join(folder, 'model'));
  model.dispose();
  return course;
}

async function trained(training: Training, { train, validation }: Digits, options: FitOptions & { seed: number }) {
  const { seed } = options;
  switch (training.kind) {
    case 'autoencoder': {
      const { latentDim, widths, dense, activation, sigma, batchSize } = training;
      const architecture = { kind: 'convolutional', widths, dense, activation } as const;
      const corruption = sigma > 0 ? ({ kind: 'gaussian', sigma } as const) : undefined;
      const model = new Autoencoder({ latentDim, architecture, corruption, seed });
      return { model, course: await model.fit(train, { ...options, batchSize, validation }) };
    }
    case 'gan': {
      const { widths } = training;
      const { generatorArchitecture, discriminatorArchitecture } = SMALL_GAN;
      const model = new Gan({
        ...SMALL_GAN,
        generatorArchitecture: { ...generatorArchitecture, widths },
        discriminatorArchitecture: { ...discriminatorArchitecture, widths },
        seed,
      });
      return { model, course: await model.fit(train, { ...smallGanTraining(), ...options }) };
    }
    case 'glo': {
      const { latentDim, widths } = training;
      const architecture = { kind: 'convolutional', widths, kernelSize: 4, dense: [] } as const;
      const model = new Glo({ latentDim, architecture, seed });
      return { model, course: await model.fit(train, options) };
    }
    case 'reader': {
      const finished: EpochRecord[] = [];
      const callbacks = [
        ...(options.callbacks ?? []),
        { onEpochEnd: (record: EpochRecord) => void finished.push(record) },
      ];
      const model = await trainFeatureExtractor(train, { epochs: training.epochs, seed, validation, callbacks });
      return { model, course: { epochs: finished } };
    }
  }
}
