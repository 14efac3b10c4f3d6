// Trains one model on a worker thread.
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { ImageClassifier } from '@ae-lab/classifiers';
import type { History } from '@ae-lab/core';
import { fitAndSave, loadDigits, type Named, type TrainingTask } from '@ae-lab/example-shared';
import { Gan, Glo, SMALL_GAN, smallGanTraining } from '@ae-lab/generative';
import type { SIZES } from './settings';

type Sizes = typeof SIZES.full;

export type AutoencoderTraining = Named &
  Sizes['autoencoder'] & {
    readonly kind: 'autoencoder';
    /** The standard deviation of the noise that it learns to remove; 0 for no noise. */
    readonly sigma: number;
  };

/** The training of the small GAN with other widths, or of GLO. */
export type GeneratorTraining = Named & Sizes['gan'] & { readonly kind: 'gan' | 'glo' };

/** The training of the classifier that reads generated images and provides the features for their scores. */
export type ReaderTraining = Named & Sizes['reader'] & { readonly kind: 'reader' };

export type Training = AutoencoderTraining | GeneratorTraining | ReaderTraining;

export default async function (task: TrainingTask<Training>): Promise<History> {
  await useWasmBackend();
  const { settings: training, seed } = task;
  const { train, validation } = await loadDigits(training.digits);
  if (training.kind === 'autoencoder') {
    const { widths, dense, sigma, batchSize } = training;
    const activation = sigma === 0 ? 'relu' : 'leakyrelu';
    const architecture = { kind: 'convolutional', widths, dense, activation } as const;
    const corruption = sigma === 0 ? undefined : ({ kind: 'gaussian', sigma } as const);
    const model = new Autoencoder({ latentDim: 10, architecture, corruption, seed });
    return fitAndSave(task, model, (options) => model.fit(train, { ...options, batchSize, validation }));
  }
  if (training.kind === 'reader') {
    const model = new ImageClassifier({ architecture: 'lenet', seed });
    return fitAndSave(task, model, (options) => model.fit(train, { ...options, validation }));
  }
  const { widths } = training;
  if (training.kind === 'glo') {
    const architecture = { kind: 'convolutional', widths, kernelSize: 4, dense: [] } as const;
    const model = new Glo({ latentDim: 74, architecture, seed });
    return fitAndSave(task, model, (options) => model.fit(train, options));
  }
  const generatorArchitecture = { ...SMALL_GAN.generatorArchitecture, widths };
  const discriminatorArchitecture = { ...SMALL_GAN.discriminatorArchitecture, widths };
  const model = new Gan({ ...SMALL_GAN, generatorArchitecture, discriminatorArchitecture, seed });
  return fitAndSave(task, model, (options) => model.fit(train, { ...smallGanTraining(), ...options }));
}
