import { join } from 'node:path';
import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { ImageClassifier } from '@ae-lab/classifiers';
import * as core from '@ae-lab/core';
import type { Digits, Trained } from '@ae-lab/example-shared';
import { Gan, Glo } from '@ae-lab/generative';
import { corruptionRobustness, evaluateClassifier, evaluateSamples, generatedImages } from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';
import { type DenoiserQuality, evaluateDenoiser } from './evaluate-denoiser';
import { evaluateReconstructions, meanImage, type ReconstructionQuality } from './evaluate-reconstructions';
import type { AutoencoderTraining, Course, GanTraining, GloTraining, ReaderTraining } from './train';
import { drawCases, type Walks, walkCodes } from './walk-codes';

export interface Models {
  readonly gan: Trained<GanTraining, Course>;
  readonly glo: Trained<GloTraining, Course>;
  /** The autoencoders; the first is trained without noise. */
  readonly denoisers: readonly Trained<AutoencoderTraining, Course>[];
  readonly reader: Trained<ReaderTraining, Course>;
}

export interface MeasureSettings {
  /** The number of training images among whose codes neighbours are searched. */
  readonly neighbours: number;
  /** The number of test images on a map. */
  readonly mapped: number;
  /** The iterations of t-SNE for a map. */
  readonly mapIterations: number;
  /** The number of GLO's codes that the mixture is fitted to. */
  readonly mixtureCodes: number;
  /** The number of normal distributions in the mixture. */
  readonly components: number;
  /** The number of test images that GLO reconstructs. */
  readonly searched: number;
  /** The number of interpolations and of sums per digit. */
  readonly repeats: number;
  readonly ganSearch: { readonly steps: number; readonly restarts: number };
  readonly gloSearch: { readonly steps: number; readonly restarts: number };
}

export interface Denoiser extends DenoiserQuality {
  readonly name: string;
  readonly sigma: number;
  readonly model: Autoencoder;
  /** The mean squared error of the autoencoder that was trained without noise. */
  readonly byPlain: number;
  readonly epochs: readonly core.EpochRecord[];
}

/** Scores that compare generated images with the test images, in the features of the reader. */
export interface SampleScores {
  readonly name: string;
  readonly frechet: number;
  readonly precision: number;
  readonly recall: number;
  /** The share of the rarest digit. */
  readonly rarest: number;
}

export interface Findings {
  readonly test: Digits['test'];
  readonly train: Digits['train'];
  readonly accuracyOfReader: number;
  readonly denoisers: readonly Denoiser[];
  readonly pca: PrincipalComponents;
  readonly gan: Gan;
  readonly glo: Glo;
  readonly generators: Readonly<Record<'gan' | 'sphere' | 'mixture', core.Generator>>;
  readonly scores: Readonly<Record<'real' | 'gan' | 'sphere' | 'mixture', SampleScores>>;
  /** The mean squared difference between the mean test image and, in turn, the GAN's mean sample and a black image. */
  readonly means: { readonly gan: number; readonly black: number };
  readonly reconstructions: Readonly<
    Record<'meanImage' | 'pca' | 'autoencoder' | 'gloTraining' | 'gloTest', ReconstructionQuality>
  >;
  readonly walks: Readonly<Record<'gan' | 'glo', Walks>>;
  readonly epochs: Readonly<Record<'gan' | 'glo', readonly core.EpochRecord[]>>;
}

/** Measures the trained models. The test images are used once, for all figures. */
export async function measure(
  models: Models,
  digits: Digits,
  settings: MeasureSettings,
  seed: number,
): Promise<Findings> {
  const { train, validation, test } = digits;
  const placeOf = ({ folder }: { readonly folder: string }) => join(folder, 'model');
  const gan = await Gan.load(placeOf(models.gan));
  const glo = await Glo.load(placeOf(models.glo));
  const reader = await ImageClassifier.load(placeOf(models.reader));
  const { accuracy: accuracyOfReader } = await evaluateClassifier(reader, test);

  const plain = await Autoencoder.load(placeOf(models.denoisers[0]));
  const noises = models.denoisers.map(({ sigma }): core.GaussianNoise => ({ kind: 'gaussian', sigma }));
  const byPlain = await corruptionRobustness(plain, test, noises, { seed });
  const denoisers: Denoiser[] = [];
  for (const [i, training] of models.denoisers.entries()) {
    const { name, sigma, result } = training;
    const model = await Autoencoder.load(placeOf(training));
    const quality = await evaluateDenoiser(model, digits, { sigma, seed, ...settings });
    denoisers.push({ name, sigma, model, epochs: result.epochs, ...quality, byPlain: byPlain[i].mse });
  }
  const pca = new PrincipalComponents({ latentDim: plain.latentDim });
  await pca.fit(train);

  const generators = {
    gan,
    sphere: core.samplingGenerator(glo, core.unitSphere(glo.latentDim)),
    mixture: await mixtureGenerator(glo, settings, seed),
  };
  const scored = async (name: string, images: core.Generator | core.ImageDataset): Promise<SampleScores> => {
    const result = await evaluateSamples(images, test, reader, { classifier: reader, seed });
    const { frechet, precision, recall, classes } = result;
    return { name, frechet: frechet.distance, precision, recall, rarest: classes?.smallestShare ?? 0 };
  };
  const scores = {
    real: await scored('validation images', validation),
    gan: await scored('GAN', gan),
    sphere: await scored('GLO, codes drawn on the sphere', generators.sphere),
    mixture: await scored('GLO, codes drawn from a mixture', generators.mixture),
  };
  const drawn = await meanImage(generatedImages(gan, { size: test.size, seed }));
  const [real, usual] = [await meanImage(test), await meanImage(train)];
  const means = { gan: squaredDistance(drawn, real), black: squaredDistance(new Float32Array(real.length), real) };

  const some = test.take(settings.searched);
  const usualImages = (count: number) => tf.tile(tf.tensor4d(usual, [1, ...train.imageShape]), [count, 1, 1, 1]);
  const reconstructions = {
    meanImage: await evaluateReconstructions(test, reader, ({ indices }) => usualImages(indices.length)),
    pca: await evaluateReconstructions(test, reader, ({ images }) => pca.reconstruct(images)),
    autoencoder: await evaluateReconstructions(test, reader, ({ images }) => plain.reconstruct(images)),
    gloTraining: await evaluateReconstructions(train, reader, ({ indices }) => glo.decode(glo.codesAt(indices))),
    gloTest: await evaluateReconstructions(some, reader, ({ images }) => glo.reconstruct(images, settings.gloSearch)),
  };

  const walked = { data: test, cases: drawCases(test, settings.repeats, seed), steps: 20 };
  const walks = {
    gan: await walkCodes(gan, (images) => gan.project(images, settings.ganSearch), reader, walked),
    glo: await walkCodes(glo, (images) => glo.encode(images, settings.gloSearch), reader, walked),
  };
  const epochs = { gan: models.gan.result.epochs, glo: models.glo.result.epochs };
  const measured = { accuracyOfReader, denoisers, generators, scores, means, reconstructions, walks, epochs };
  return { test, train, pca, gan, glo, ...measured };
}

/** Returns a generator that draws codes from a Gaussian mixture fitted to the codes of the first training images. */
async function mixtureGenerator(
  glo: Glo,
  { mixtureCodes, components }: MeasureSettings,
  seed: number,
): Promise<core.Generator> {
  const { values, dimension } = glo.codes;
  const codes = { values: values.subarray(0, mixtureCodes * dimension), dimension };
  return core.samplingGenerator(glo, await core.fitGaussianMixture(codes, { components, maxIterations: 50, seed }));
}

/** The mean squared difference between two images. */
function squaredDistance(image: Float32Array, other: Float32Array): number {
  return image.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0) / image.length;
}
