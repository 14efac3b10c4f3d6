import { join } from 'node:path';
import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { type ImageClassifier, TransferClassifier } from '@ae-lab/classifiers';
import { type Codes, encodeDataset, type History, type ImageDataset, type Reconstructor } from '@ae-lab/core';
import { type Digits, onePerClass, type Trained } from '@ae-lab/example-shared';
import { evaluateClassifier, evaluateReconstruction, latentCorrelation, meanSquaredError } from '@ae-lab/metrics';
import { interpolatePairs, type Pair } from './interpolate-pairs';
import type { AutoencoderTraining } from './train';
import type { Transfer } from './transfer-curves';

/** The number of values of alpha between two codes, 0 and 1 included. */
export const STEPS = 10;

/** A trained autoencoder, measured on the test images. */
export interface AutoencoderResult {
  readonly name: string;
  readonly latentDim: number;
  readonly history: History;
  readonly parameters: number;
  readonly mse: number;
  /** The largest absolute correlation of two latent dimensions, over the first images and over all. */
  readonly correlation: { readonly some: number; readonly all: number };
  /** The images between the pairs of examples. */
  readonly interpolated: readonly Float32Array[];
  /** The share of images between random pairs that are classified as one of the two digits. */
  readonly read: number;
}

export interface Measurement {
  readonly test: Digits['test'];
  /** The classifier of decoded images. */
  readonly judge: ImageClassifier;
  readonly examples: readonly Pair[];
  readonly pairs: readonly Pair[];
  /** The number of test images for the smaller of the two correlations; the other one is over all. */
  readonly correlated: number;
}

export async function evaluateAutoencoder(
  { name, latentDim, result, folder }: Trained<AutoencoderTraining, History[]>,
  { test, judge, examples, pairs, correlated }: Measurement,
): Promise<AutoencoderResult> {
  const model = await Autoencoder.load(join(folder, 'model'));
  const codes = await encodeDataset(model, test);
  const first: Codes = { values: codes.values.subarray(0, correlated * latentDim), dimension: latentDim };
  const measured = {
    name,
    latentDim,
    history: result[0],
    parameters: model.encoder.countParams() + model.decoder.countParams(),
    mse: await meanError(model, test),
    correlation: { some: latentCorrelation(first).maxAbsolute, all: latentCorrelation(codes).maxAbsolute },
    interpolated: (await interpolatePairs(model, judge, test, examples, STEPS)).images,
    read: (await interpolatePairs(model, judge, test, pairs, STEPS)).read,
  };
  model.dispose();
  return measured;
}

/**
 * Returns the test MSE of PCA with each of `dims` components. PCA is fitted once, with the most components; leaving out one of
 * them adds the square of its coordinate.
 */
export async function principalErrors(dims: readonly number[], { train, test }: Digits): Promise<number[]> {
  const largest = Math.max(...dims);
  const pca = new PrincipalComponents({ latentDim: largest });
  await pca.fit(train);
  const error = await meanError(pca, test);
  const { values } = await encodeDataset(pca, test);
  pca.dispose();
  const pixels = test.imageShape.reduce((product, side) => product * side, test.size);
  const leftOut = (dim: number) => values.reduce((sum, value, i) => (i % largest < dim ? sum : sum + value ** 2), 0);
  return dims.map((dim) => error + leftOut(dim) / pixels);
}

/** Returns one test accuracy per draw of the labels. */
export async function testAccuracies({ folder, draws }: Transfer, test: ImageDataset): Promise<number[]> {
  const accuracies: number[] = [];
  for (const draw of draws) {
    const model = await TransferClassifier.load(join(folder, `model-${draw}`));
    accuracies.push((await evaluateClassifier(model, test)).accuracy);
    model.dispose();
  }
  return accuracies;
}

/** Pairs the first image of each digit from 0 to 4 with the first image of that digit plus 5. */
export function examplePairs(data: ImageDataset): Pair[] {
  const first = onePerClass(data);
  return first.slice(0, 5).map((position, digit) => [position, first[digit + 5]]);
}

async function meanError(model: Reconstructor, data: ImageDataset): Promise<number> {
  const { mse } = await evaluateReconstruction(model, data, { metrics: { mse: meanSquaredError } });
  return mse.mean;
}
