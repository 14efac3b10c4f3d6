import { join } from 'node:path';
import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { TransferClassifier } from '@ae-lab/classifiers';
import * as core from '@ae-lab/core';
import type { Digits, Trained } from '@ae-lab/example-shared';
import {
  type ClassifierEvaluation,
  corruptionRobustness,
  evaluateClassifier,
  evaluateReconstruction,
  meanSquaredError,
} from '@ae-lab/metrics';
import { LATENT_DIM } from './network';
import { shareReadSurely } from './share-read-surely';
import { type AutoencoderTraining, type ClassifierTraining, splitForClassifiers } from './train';

export type TrainedAutoencoder = Trained<AutoencoderTraining, core.History>;
export type TrainedClassifier = Trained<ClassifierTraining, core.History>;

/** The mean squared error on the test images. */
export interface TestError {
  readonly name: string;
  readonly mse: number;
}

/** Returns the test errors of the trained networks and of PCA with as many components. */
export async function testErrors(trained: readonly TrainedAutoencoder[], { train, test }: Digits) {
  const errors: TestError[] = [];
  for (const { name, folder } of trained) {
    const model = await Autoencoder.load(join(folder, 'model'));
    errors.push({ name, mse: await meanError(model, test) });
    model.dispose();
  }
  const pca = new PrincipalComponents({ latentDim: LATENT_DIM });
  await pca.fit(train);
  return [...errors, { name: `PCA, ${LATENT_DIM} components`, mse: await meanError(pca, test) }];
}

/** The errors of two autoencoders under noise of one strength, measured against the clean test images. */
export interface Denoised {
  /** The standard deviation of the noise. */
  readonly factor: number;
  readonly denoiser: Autoencoder;
  readonly mse: { readonly denoising: number; readonly plain: number };
}

export async function denoise(
  plain: Autoencoder,
  trained: readonly TrainedAutoencoder[],
  test: core.ImageDataset,
): Promise<Denoised[]> {
  const results: Denoised[] = [];
  for (const { folder, noise: factor } of trained) {
    const denoiser = await Autoencoder.load(join(folder, 'model'));
    const error = async (model: Autoencoder) =>
      (await corruptionRobustness(model, test, [{ kind: 'gaussian', sigma: factor }]))[0].mse;
    results.push({ factor, denoiser, mse: { denoising: await error(denoiser), plain: await error(plain) } });
  }
  return results;
}

/** Images decoded from codes of a fitted distribution. */
export interface Sampled {
  readonly name: string;
  readonly generator: core.Generator;
  /** The share that a classifier classifies with high confidence. */
  readonly sure: number;
}

/** Samples codes from one normal distribution and from a Gaussian mixture, both fitted to the codes of training images. */
export async function sample(
  model: Autoencoder,
  judge: core.Classifier,
  train: Digits['train'],
  components: number,
): Promise<Sampled[]> {
  const codes = await core.encodeDataset(model, train.take(Math.min(10_000, train.size)));
  const samplers = {
    'one normal distribution': core.fitGaussian(codes),
    [`a mixture of ${components}`]: await core.fitGaussianMixture(codes, { components, seed: 1 }),
  };
  return Promise.all(
    Object.entries(samplers).map(async ([name, sampler]) => {
      const generator = core.samplingGenerator(model, sampler);
      return { name, generator, sure: await shareReadSurely(judge, generator) };
    }),
  );
}

/** A classifier's accuracies, and its evaluation on the test images. */
export interface Classified {
  readonly name: string;
  /** The duration of its training. */
  readonly seconds: number;
  readonly train: number;
  readonly validation: number;
  readonly test: ClassifierEvaluation;
}

export async function classify(
  tuned: TrainedClassifier,
  lenet: TrainedClassifier & { readonly model: core.Classifier },
  digits: Digits,
  seed: number,
): Promise<Classified[]> {
  const split = splitForClassifiers(digits, seed);
  const evaluate = async (model: core.Classifier, { name, result }: TrainedClassifier): Promise<Classified> => ({
    name,
    seconds: result.epochs.reduce((total, { seconds }) => total + seconds, 0),
    train: (await evaluateClassifier(model, split.data)).accuracy,
    validation: (await evaluateClassifier(model, split.validation)).accuracy,
    test: await evaluateClassifier(model, digits.test),
  });
  const transferred = await TransferClassifier.load(join(tuned.folder, 'model'));
  return [await evaluate(transferred, tuned), await evaluate(lenet.model, lenet)];
}

async function meanError(model: core.Reconstructor, data: core.ImageDataset): Promise<number> {
  const { mse } = await evaluateReconstruction(model, data, { metrics: { mse: meanSquaredError } });
  return mse.mean;
}
