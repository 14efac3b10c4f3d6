import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, adam, DivergenceError, type ImageDataset, saveModel, sgd } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeClassifier } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageClassifierOptions } from './classifier-options';
import { ImageClassifier } from './image-classifier';

const fit = (classifier: ImageClassifier, data: ImageDataset, seed: number) =>
  classifier.fit(data, { epochs: 8, batchSize: 12, seed, optimizer: adam({ learningRate: 0.01 }) });

const uses = (classifier: ImageClassifier, images: tf.Tensor4D) => ({
  network: () => classifier.network,
  features: () => classifier.features(images),
  step: () => classifier.step(sgd()),
});

for (const architecture of ['linear', 'mlp', 'lenet'] as const) {
  describeClassifier(`an ImageClassifier of architecture ${architecture}`, {
    modelClass: ImageClassifier,
    make: (imageShape, seed) => new ImageClassifier({ imageShape, architecture, seed }),
    fit,
    uses,
    backends: architecture === 'lenet' ? BACKENDS.slice(1) : BACKENDS,
  });
}

describeClassifier('an ImageClassifier of a network of your own', {
  modelClass: ImageClassifier,
  make: (imageShape, seed) => {
    const kernelInitializer = { className: 'GlorotUniform', config: { seed } } as never;
    const network = sequential({
      layers: [
        layers.flatten({ inputShape: [...imageShape] }),
        layers.dense({ units: 20, activation: 'relu', kernelInitializer }),
        layers.dense({ units: 10, kernelInitializer }),
      ],
    });
    return new ImageClassifier({ network });
  },
  fit,
  uses,
});

it('trains a LeNet to the same curve on every backend', async () => {
  const data = syntheticDigits({ size: 12, seed: 1, imageShape: [12, 12, 1] });
  const curves: number[][] = [];
  for (const [, start] of BACKENDS) {
    await start();
    const classifier = new ImageClassifier({ imageShape: [12, 12, 1], seed: 1 });
    const { epochs } = await classifier.fit(data, { epochs: 3, batchSize: 6 });
    curves.push(epochs.map(({ train }) => train.loss));
    classifier.dispose();
  }
  expect(curves[1]).toEqual(curves[0].map((loss) => expect.closeTo(loss, 3)));
});

describe('ImageClassifier', () => {
  beforeAll(() => BACKENDS[1][1]());

  it.each([
    ['linear', 196, [1960 + 10]],
    ['mlp', 128, [196 * 128 + 128 + 128 * 128 + 128 + 128 * 10 + 10]],
    ['lenet', 84, [6 * 25 + 6 + 16 * 6 * 25 + 16 + 16 * 120 + 120 + 120 * 84 + 84 + 84 * 10 + 10]],
  ] as const)(
    'has the size of architecture %s, and the inputs of its last layer as features',
    (architecture, featureDim, [count]) => {
      const classifier = new ImageClassifier({ imageShape: [14, 14, 1], architecture, seed: 2 });
      expect(classifier.network.countParams()).toBe(count);
      const { images, labels } = syntheticDigits({ size: 3, imageShape: [14, 14, 1] }).batch([0, 1, 2]);
      tf.tidy(() => {
        const features = classifier.features(images);
        expect(features.shape).toEqual([3, featureDim]);
        expect(classifier.featureDim).toBe(featureDim);
        // The biases are still zero.
        const kernel = classifier.network.getWeights().at(-2) as tf.Tensor2D;
        const logits = Array.from(tf.matMul(features, kernel).dataSync(), (value) => expect.closeTo(value, 5));
        expect(Array.from(classifier.logits(images).dataSync())).toEqual(logits);
      });
      for (const owned of [images, labels, classifier]) owned?.dispose();
    },
  );

  it('records loss and accuracy, for validation images too', async () => {
    const data = syntheticDigits({ size: 200, seed: 1, imageShape: [12, 12, 1] });
    const classifier = new ImageClassifier({ imageShape: [12, 12, 1], architecture: 'mlp' });
    const validation = syntheticDigits({ size: 50, seed: 2, imageShape: [12, 12, 1] });
    const { epochs } = await classifier.fit(data, { epochs: 2, batchSize: 50, validation });
    const batch = validation.batch(Array.from({ length: 50 }, (_, i) => i));
    const classes = tf.tidy(() => classifier.classify(batch.images).dataSync());
    const right = classes.filter((label, i) => label === validation.labels![i]).length;
    expect(epochs[1].validation?.accuracy).toBeCloseTo(right / 50, 6);
    expect(epochs[0].train.loss).toBeGreaterThan(1);
    classifier.dispose();
  });

  it('reports a training that diverges, with the step and the term', async () => {
    const data = syntheticDigits({ size: 100, seed: 1, imageShape: [12, 12, 1] });
    const classifier = new ImageClassifier({ imageShape: [12, 12, 1], architecture: 'lenet' });
    const optimizer = sgd({ learningRate: 1e12 });
    const error = await classifier.fit(data, { batchSize: 10, optimizer }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DivergenceError);
    // The first loss belongs to the initial weights; the first update then makes them too large.
    expect(error).toMatchObject({ term: 'loss', epoch: 1, step: 2 });
    classifier.dispose();
  });

  it.each<[string, ImageClassifierOptions, string]>([
    ['one class', { classes: 1 }, 'classes: expected a whole number of at least 2, got 1.'],
    [
      'an unknown architecture',
      { architecture: 'resnet' as 'mlp' },
      'architecture: expected one of linear, mlp, lenet, or an object with kind one of dense, convolutional, got "resnet".',
    ],
    [
      'a layer of no units',
      { architecture: { kind: 'dense', widths: [0] } },
      'architecture.widths[0]: expected a whole number of at least 1',
    ],
    ['images too small for a LeNet', { imageShape: [12, 11, 1] }, 'imageShape: expected at least 12 x 12 pixels'],
    ['a shape of two numbers', { imageShape: [28, 28] as never }, 'imageShape'],
    ['a seed that is not one', { seed: 0.5 }, 'seed: expected a whole number of at least 0, got 0.5.'],
    ['a misspelt option', { class: 3 } as object, 'options: expected no other options than imageShape, classes'],
    ['a network that is not one', { network: undefined as never }, 'network: expected a network: a LayersModel'],
  ])('refuses %s', (_, options, message) => {
    expect(() => new ImageClassifier(options)).toThrow(ArgumentError);
    expect(() => new ImageClassifier(options)).toThrow(message);
  });

  it('refuses a network that ends in a softmax, which the cross-entropy includes', () => {
    const network = sequential({
      layers: [layers.flatten({ inputShape: [4, 4, 1] }), layers.dense({ units: 3, activation: 'softmax' })],
    });
    expect(() => new ImageClassifier({ network })).toThrow('network: expected a last layer that is dense, without');
    network.dispose();
  });

  it('refuses options of an architecture beside a network', () => {
    const network = sequential({ layers: [layers.flatten({ inputShape: [4, 4, 1] }), layers.dense({ units: 3 })] });
    expect(() => new ImageClassifier({ network, classes: 3 } as object)).toThrow(
      'options: expected no other options than network beside network, got "classes".',
    );
    network.dispose();
  });

  it('records its options with their defaults, and the sizes of a network of your own', () => {
    const recordOf = (classifier: ImageClassifier) => {
      const { options } = classifier.toSaved();
      classifier.dispose();
      return options;
    };
    expect(recordOf(new ImageClassifier({ architecture: 'mlp' }))).toEqual({
      imageShape: [28, 28, 1],
      classes: 10,
      architecture: 'mlp',
      seed: 0,
    });
    const network = sequential({ layers: [layers.flatten({ inputShape: [4, 4, 1] }), layers.dense({ units: 3 })] });
    expect(recordOf(new ImageClassifier({ network }))).toEqual({ imageShape: [4, 4, 1], classes: 3 });
  });

  it('loads saves of version 0.1, which hold only the options given, with an unbound load', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    const classifier = new ImageClassifier({ imageShape: [4, 4, 1], classes: 3, architecture: 'linear', seed: 2 });
    const options = { architecture: 'linear', seed: 2, imageShape: [4, 4, 1], classes: 3 };
    const networks: Record<string, LayersModel> = { network: classifier.network };
    await saveModel(join(folder, 'model'), { className: 'ImageClassifier', options, networks, tensors: {} });
    const { load } = ImageClassifier;
    const loaded = await load(join(folder, 'model'));
    expect(loaded.toSaved().options).toEqual(options);
    tf.tidy(() => {
      const images = tf.ones([2, 4, 4, 1]) as tf.Tensor4D;
      expect(loaded.logits(images).arraySync()).toEqual(classifier.logits(images).arraySync());
    });
    for (const owned of [classifier, loaded]) owned.dispose();
    await rm(folder, { recursive: true });
  });

  it('refuses validation images without labels before it trains', async () => {
    await tf.setBackend('cpu');
    const data = syntheticDigits({ size: 10, imageShape: [12, 12, 1] });
    const classifier = new ImageClassifier({ imageShape: [12, 12, 1], architecture: 'linear' });
    const validation = { size: 10, imageShape: data.imageShape, classes: 0, batch: data.batch.bind(data) };
    await expect(classifier.fit(data, { validation })).rejects.toThrow('validation: expected images with labels');
    classifier.dispose();
  });

  it.each<[string, (data: ImageDataset) => object, string]>([
    [
      'on the object',
      () => ({ labels: undefined }),
      'data: expected images with labels, data.labels being an Int32Array of 10, got undefined.',
    ],
    ['as an Int32Array', ({ labels }) => ({ labels: Array.from(labels!) }), 'data.labels being an Int32Array of 10'],
    ['for all images', ({ labels }) => ({ labels: labels!.subarray(0, 9) }), 'an Int32Array of 10, got 9.'],
    [
      'in its batches',
      ({ batch }) => ({
        batch: async (indices: number[]) => {
          const { labels, ...images } = await batch(indices);
          labels?.dispose();
          return images;
        },
      }),
      'batch.labels: expected an int32 tensor [n], got undefined.',
    ],
    [
      'in its batches as whole numbers',
      ({ batch }) => ({
        batch: async (indices: number[]) => {
          const { labels, ...images } = await batch(indices);
          const floats = tf.zeros([indices.length]);
          labels?.dispose();
          return { ...images, labels: floats };
        },
      }),
      'batch.labels: expected an int32 tensor [n], got "float32 [10]".',
    ],
  ])('names what your own data lacks: labels %s', async (_, changes, message) => {
    await tf.setBackend('cpu');
    const digits = syntheticDigits({ size: 10, imageShape: [12, 12, 1] });
    const { size, imageShape, classes, labels } = digits;
    const own: ImageDataset = { size, imageShape, classes, labels, batch: digits.batch.bind(digits) };
    const classifier = new ImageClassifier({ imageShape: [12, 12, 1], architecture: 'linear' });
    const owned = tf.memory().numTensors;
    await expect(classifier.fit({ ...own, ...changes(own) } as ImageDataset)).rejects.toThrow(message);
    await expect(classifier.fit(Promise.resolve(own) as never)).rejects.toThrow('data: expected an ImageDataset');
    expect(tf.memory().numTensors).toBe(owned);
    classifier.dispose();
  });
});
