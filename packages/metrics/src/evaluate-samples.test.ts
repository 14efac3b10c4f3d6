import { type Classifier, type FeatureExtractor, type Generator, Rng, randomUniform } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { datasetOf } from '../test-data/dataset';
import { classHistogram } from './class-histogram';
import { evaluateSamples } from './evaluate-samples';
import { featuresOf } from './features-of';
import { frechetDistance } from './frechet-distance';
import { generatedImages } from './generated-images';
import { inceptionScore } from './inception-score';
import { kernelDistance } from './kernel-distance';
import { logitsOf } from './logits-of';
import { nearestTrainingDistances } from './nearest-training-distances';
import { precisionRecall } from './precision-recall';

const imageShape = [1, 3, 1] as const;
const extractor: FeatureExtractor = {
  imageShape,
  featureDim: 3,
  features: (images: tf.Tensor4D) => tf.reshape(tf.mul(images, 2), [-1, 3]),
};
const classifier: Classifier = { imageShape, classes: 3, logits: (images) => tf.neg(tf.reshape(images, [-1, 3])) };
const generator: Generator = {
  imageShape,
  generate: (count, rng) => randomUniform([count, ...imageShape], rng) as tf.Tensor4D,
};
const data = datasetOf(new Rng(1).uniforms(3 * 80), imageShape);
const training = datasetOf(new Rng(2).uniforms(3 * 90), imageShape);

describe.each(backends)('evaluateSamples on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('combines the scores of the images of a generator, in any batches, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const options = { count: 70, seed: 3, classifier, training };
    const scores = await evaluateSamples(generator, data, extractor, options);
    const images = generatedImages(generator, { size: 70, seed: 3 });
    const features = await featuresOf(extractor, images);
    const reference = await featuresOf(extractor, data);
    const logits = await logitsOf(classifier, images);
    expect(scores).toEqual({
      frechet: frechetDistance(features, reference),
      kernel: await kernelDistance(features, reference, { seed: 3 }),
      ...(await precisionRecall(features, reference)),
      classes: classHistogram(logits),
      inception: inceptionScore(logits),
      training: await nearestTrainingDistances(features, await featuresOf(extractor, training), reference),
      warnings: [],
    });
    expect(await evaluateSamples(generator, data, extractor, { ...options, batchSize: 33 })).toEqual(scores);
    expect(await evaluateSamples(images, data, extractor, options)).toEqual(scores);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('generates as many images as there are real ones, and only the requested scores', async () => {
    const scores = await evaluateSamples(generator, data, extractor);
    expect(scores).toEqual(await evaluateSamples(generator, data, extractor, { count: 80, seed: 0 }));
    expect(Object.keys(scores).sort()).toEqual(
      ['coverage', 'density', 'frechet', 'kernel', 'precision', 'recall', 'warnings'].sort(),
    );
  });

  it('warns of pixels outside [0, 1] and includes the warnings of the Fréchet distance', async () => {
    const tanh: Generator = { imageShape, generate: (n, rng) => tf.sub(tf.mul(generator.generate(n, rng), 2), 1) };
    const { warnings } = await evaluateSamples(tanh, data, extractor, { count: 20 });
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^samples: pixels from -0.9\d to 0.9\d; they should be in \[0, 1\]\.$/);
    expect(warnings[1]).toMatch(/^samples: 20 codes/);
  });

  it('warns of samples that are precise only by one outlier', async () => {
    const values = new Rng(3).uniforms(3 * 80, 0, 0.1);
    values.fill(1, 0, 3);
    const grey: Generator = {
      imageShape,
      generate: (n, rng) => randomUniform([n, ...imageShape], rng, 0.5, 0.6) as tf.Tensor4D,
    };
    const { precision, recall, warnings } = await evaluateSamples(grey, datasetOf(values, imageShape), extractor);
    expect([precision, recall]).toEqual([1, 0]);
    expect(warnings).toEqual([
      expect.stringMatching(/^samples: the precise ones lie near 1.3 % of the reference, as many/),
    ]);
  });
});

describe('evaluateSamples', () => {
  it('names what is wrong', async () => {
    const evaluate = (samples = generator, options = {}) => evaluateSamples(samples, data, extractor, options);
    await expect(evaluate({ ...generator, imageShape: [3, 1, 1] })).rejects.toThrow(
      'samples.imageShape: expected [1, 3, 1], got [3, 1, 1].',
    );
    await expect(evaluate(generator, { classifier: { ...classifier, imageShape: [1, 2, 1] } })).rejects.toThrow(
      'classifier.imageShape: expected [1, 3, 1], got [1, 2, 1].',
    );
    await expect(evaluate(generator, { size: 20 })).rejects.toThrow(
      /^options: expected no other options .*, got "size"/,
    );
    await expect(evaluate(training as never, { count: 20 })).rejects.toThrow(
      'count: expected 90, the number of samples, got 20.',
    );
    await expect(evaluate(generator, { count: 0 })).rejects.toThrow('count: expected a whole number of at least 1');
    await expect(evaluate(generator, { seed: 0.5 })).rejects.toThrow(/^seed: /);
    await expect(evaluate(generator, { batchSize: 0 })).rejects.toThrow(/^batchSize: /);
    for (const neither of [undefined, tf.reshape([0, 0, 0], [1, 1, 3, 1]), classifier] as never[]) {
      await expect(evaluateSamples(neither, data, extractor)).rejects.toThrow(/^samples: expected a Generator or an/);
    }
    await expect(evaluateSamples(generator, extractor as never, data as never)).rejects.toThrow(
      /^extractor: .*features\(/,
    );
    await expect(evaluate(generator, { classifier: extractor })).rejects.toThrow(/^classifier: .* logits\(\)/);
    await expect(evaluate(generator, { training: generator })).rejects.toThrow(/^training: expected an ImageDataset/);
    const wide = datasetOf(new Float32Array(4), [1, 2, 1]);
    const unseen = { ...generator, generate: () => expect.unreachable() };
    await expect(evaluate(unseen, { training: wide })).rejects.toThrow('training.imageShape: expected [1, 3, 1]');
    await expect(evaluateSamples(unseen, wide, extractor)).rejects.toThrow('data.imageShape: expected [1, 3, 1]');
    await expect(evaluate(generator, { count: 3 })).rejects.toThrow('samples.values: expected 3 values for each of');
    await expect(featuresOf(classifier as never, data)).rejects.toThrow(/^extractor: .* features\(\)/);
    await expect(featuresOf(extractor, data, { batch: 1 } as object)).rejects.toThrow(/^options: .*, got "batch"/);
    await expect(logitsOf(extractor as never, data)).rejects.toThrow(/^classifier: .* logits\(\)/);
    await expect(logitsOf(classifier, data, 12 as never)).rejects.toThrow(/^options: expected an object/);
    const broken: Generator = {
      imageShape,
      generate: (count, rng) => tf.mul(generator.generate(count, rng), Number.NaN),
    };
    await expect(evaluate(broken)).rejects.toThrow('samples.values: expected finite numbers, got "NaN in row 0');
  });
});
