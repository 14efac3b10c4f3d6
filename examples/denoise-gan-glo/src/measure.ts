import { join } from 'node:path';
import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { ImageClassifier } from '@ae-lab/classifiers';
import {
  type EpochRecord,
  fitGaussianMixture,
  type GaussianNoise,
  type Generator,
  type ImageDataset,
  samplingGenerator,
  unitSphere,
} from '@ae-lab/core';
import type { Digits, Trained } from '@ae-lab/example-shared';
import { Gan, Glo } from '@ae-lab/generative';
import { corruptionRobustness, evaluateClassifier, evaluateSamples, generatedImages } from '@ae-lab/metrics';
import { tensor4d, tile } from '@tensorflow/tfjs-core';
import { type DenoiserQuality, evaluateDenoiser } from './evaluate-denoiser';
import { evaluateReconstructions, meanImage, type ReconstructionQuality } from './evaluate-reconstructions';
import type { AutoencoderTraining, Course, GanTraining, GloTraining, ReaderTraining } from './train';
import { drawCases, type Walks, walkCodes } from './walk-codes';

export interface Models {
  readonly gan: Trained<GanTraining, Course>;
  readonly glo: Trained<GloTraining, Course>;
  /** The first without noise. */
  readonly denoisers: readonly Trained<AutoencoderTraining, Course>[];
  readonly reader: Trained<ReaderTraining, Course>;
}

export interface MeasureSettings {
  /** Training images whose codes are the neighbours, and test images on a map by t-SNE of so many iterations. */
  readonly neighbours: number;
  readonly mapped: number;
  readonly mapIterations: number;
  /** How many of GLO's codes the mixture is fitted to, and of how many normal distributions it is. */
  readonly mixtureCodes: number;
  readonly components: number;
  /** How many of the test images GLO looks for. */
  readonly searched: number;
  /** Interpolations and sums for each digit. */
  readonly repeats: number;
  readonly ganSearch: { readonly steps: number; readonly restarts: number };
  readonly gloSearch: { readonly steps: number; readonly restarts: number };
}

export interface Denoiser extends DenoiserQuality {
  readonly name: string;
  readonly sigma: number;
  readonly model: Autoencoder;
  /** The mean squared error that the autoencoder without noise in its training leaves. */
  readonly byPlain: number;
  readonly epochs: readonly EpochRecord[];
}

/** How much generated images are like the test images; in the features of the reader. */
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
  readonly generators: Readonly<Record<'gan' | 'sphere' | 'mixture', Generator>>;
  readonly scores: Readonly<Record<'real' | 'gan' | 'sphere' | 'mixture', SampleScores>>;
  /** Mean squared difference from the mean test image: of that of the GAN's samples, and of a black one. */
  readonly means: { readonly gan: number; readonly black: number };
  readonly reconstructions: Readonly<
    Record<'meanImage' | 'pca' | 'autoencoder' | 'gloTraining' | 'gloTest', ReconstructionQuality>
  >;
  readonly walks: Readonly<Record<'gan' | 'glo', Walks>>;
  readonly epochs: Readonly<Record<'gan' | 'glo', readonly EpochRecord[]>>;
}

/** Everything that is measured once the models are trained: the test images, once, for all figures. */
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
  const noises = models.denoisers.map(({ sigma }): GaussianNoise => ({ kind: 'gaussian', sigma }));
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
    sphere: samplingGenerator(glo, unitSphere(glo.latentDim)),
    mixture: await mixtureGenerator(glo, settings, seed),
  };
  const scored = async (name: string, images: Generator | ImageDataset): Promise<SampleScores> => {
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
  const usualImages = (count: number) => tile(tensor4d(usual, [1, ...train.imageShape]), [count, 1, 1, 1]);
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

/** Draws codes from normal distributions that are fitted to those of the first training images. */
async function mixtureGenerator(
  glo: Glo,
  { mixtureCodes, components }: MeasureSettings,
  seed: number,
): Promise<Generator> {
  const { values, dimension } = glo.codes;
  const codes = { values: values.subarray(0, mixtureCodes * dimension), dimension };
  return samplingGenerator(glo, await fitGaussianMixture(codes, { components, maxIterations: 50, seed }));
}

/** The mean squared difference of two images. */
function squaredDistance(image: Float32Array, other: Float32Array): number {
  return image.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0) / image.length;
}
