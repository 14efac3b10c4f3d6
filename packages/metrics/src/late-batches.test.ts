import * as core from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClean, failingAt, late } from '../../core/test/late';
import { backends } from '../test-data/backends';
import { datasetOf } from '../test-data/dataset';
import { linearGaussian, linearGaussianImages } from '../test-data/linear-gaussian';
import { activeUnits } from './active-units';
import { elbo } from './elbo';
import { evaluateClassifier } from './evaluate-classifier';
import { evaluateReconstruction } from './evaluate-reconstruction';
import { evaluateSamples } from './evaluate-samples';
import { featuresOf } from './features-of';
import { importanceWeightedBound } from './importance-weighted-bound';
import { logitsOf } from './logits-of';
import { meanSquaredError } from './mean-squared-error';
import { noiseRobustness } from './noise-robustness';
import { occlusionRobustness } from './occlusion-robustness';

const imageShape: core.ImageShape = [2, 2, 1];
const halves: core.Reconstructor = { imageShape, reconstruct: (images) => tf.mul(images, 0.5) };
/** Two features, and two logits, of an image: the sums of its rows. */
const rowSums = (images: tf.Tensor4D) => tf.sum<tf.Tensor2D>(images, [2, 3]);
const extractor: core.FeatureExtractor = { imageShape, featureDim: 2, features: rowSums };
const classifier: core.Classifier = { imageShape, classes: 2, logits: rowSums };

const labelled = datasetOf(new core.Rng(1).uniforms(8 * 4), imageShape, Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1));
const others = datasetOf(new core.Rng(2).uniforms(8 * 4), imageShape);
const gaussian = linearGaussianImages(8, 3);
const one = { batchSize: 1 };

/** Every function that reads a data set: its result, the data and the number of batches that it reads. */
const CONSUMERS: readonly [string, (data: core.ImageDataset) => Promise<unknown>, core.ImageDataset, number][] = [
  [
    'evaluateReconstruction',
    (data) => evaluateReconstruction(halves, data, { ...one, metrics: { mse: meanSquaredError } }),
    labelled,
    8,
  ],
  ['noiseRobustness', (data) => noiseRobustness(halves, data, { variances: [0.1] }), labelled, 1],
  ['occlusionRobustness', (data) => occlusionRobustness(halves, data, { fractions: [0.5] }), labelled, 1],
  ['elbo', (data) => elbo(linearGaussian(), data, { ...one, samples: 2 }), gaussian, 8],
  ['importanceWeightedBound', (data) => importanceWeightedBound(linearGaussian(), data, { ...one, k: 2 }), gaussian, 8],
  ['activeUnits', (data) => activeUnits(linearGaussian(), data, one), gaussian, 8],
  ['evaluateClassifier', (data) => evaluateClassifier(classifier, data, one), labelled, 8],
  ['featuresOf', (data) => featuresOf(extractor, data, one), labelled, 8],
  ['logitsOf', (data) => logitsOf(classifier, data, one), labelled, 8],
  ['evaluateSamples, of samples', (data) => evaluateSamples(data, others, extractor, one), labelled, 8],
  ['evaluateSamples, of real images', (data) => evaluateSamples(others, data, extractor, one), labelled, 8],
  [
    'evaluateSamples, of training images',
    (training) => evaluateSamples(others, labelled, extractor, { ...one, training }),
    gaussian,
    8,
  ],
];

describe.each(backends)('on %s, with batches that come late,', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each(CONSUMERS)('%s has the same result as in memory', async (_, measure, data) => {
    const expected = await measure(data);
    await expectClean(async () => expect(await measure(late(data))).toEqual(expected));
  });

  it.each(CONSUMERS)('%s fails with the error of a batch, and leaves nothing', async (_, measure, data, batches) => {
    const last = Math.min(7, batches);
    await expectClean(async () => {
      await expect(measure(failingAt(data, last))).rejects.toThrow(`Batch ${last} is lost.`);
    });
  });
});
