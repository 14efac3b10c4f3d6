import { Autoencoder } from '@ae-lab/autoencoders';
import type { ImageClassifier } from '@ae-lab/classifiers';
import { type Codes, encodeDataset, type History, interpolate } from '@ae-lab/core';
import { type Digits, decodeCases, type Trained, testError } from '@ae-lab/example-shared';
import { latentCorrelation } from '@ae-lab/metrics';

import { type LineSeries, lineChart } from '@ae-lab/viz';
import type { AutoencoderTraining } from './train';

/** The positions of two images of a data set. */
export type Pair = readonly [number, number];

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
  /** The images between the pairs of examples, [steps, height, width, channels] each. */
  readonly interpolated: readonly Float32Array[];
  /** The share of images strictly between random pairs that are classified as one of the two digits. */
  readonly read: number;
}

interface Measurement {
  readonly test: Digits['test'];
  /** The classifier of decoded images. */
  readonly judge: ImageClassifier;
  readonly examples: readonly Pair[];
  readonly pairs: readonly Pair[];
  /** The number of test images for the smaller of the two correlations; the other one is over all. */
  readonly correlated: number;
}

export async function evaluateAutoencoder(
  { name, latentDim, result, place }: Trained<AutoencoderTraining, History[]>,
  { test, judge, examples, pairs, correlated }: Measurement,
): Promise<AutoencoderResult> {
  const model = await Autoencoder.load(place);
  const codes = await encodeDataset(model, test);
  const first: Codes = { values: codes.values.subarray(0, correlated * latentDim), dimension: latentDim };
  const between = async (some: readonly Pair[]) => {
    const ends = await encodeDataset(model, test.subset(some.flat()));
    return decodeCases(ends, 2, judge, ([from, to]) => interpolate(model, from, to, { steps: STEPS }));
  };
  const read = (await between(pairs)).flatMap((one, i) => {
    const digits = pairs[i].map((position) => test.labels?.[position]);
    return one.read.slice(1, -1).map((digit) => digits.includes(digit));
  });
  const measured = {
    name,
    latentDim,
    history: result[0],
    parameters: model.encoder.countParams() + model.decoder.countParams(),
    mse: await testError(model, test),
    correlation: { some: latentCorrelation(first).maxAbsolute, all: latentCorrelation(codes).maxAbsolute },
    interpolated: (await between(examples)).map(({ images }) => images),
    read: read.filter(Boolean).length / read.length,
  };
  model.dispose();
  return measured;
}

/** Draws values against the size of the code. */
export function sizeChart(
  results: readonly { readonly latentDim: number }[],
  yLabel: string,
  lines: Readonly<Record<string, readonly number[]>>,
  yScale?: 'log',
): string {
  const x = results.map(({ latentDim }) => latentDim);
  const series = Object.entries(lines).map(([name, y]): LineSeries => ({ name, x, y }));
  return lineChart({ series, xLabel: 'latent dimensions d', yLabel, yScale });
}

/** Lists a value by the size of the code. */
export function bySize(
  results: readonly AutoencoderResult[],
  value: (one: AutoencoderResult) => number,
  digits: number,
) {
  return results.map((one) => `${value(one).toFixed(digits)} (d = ${one.latentDim})`).join(', ');
}
