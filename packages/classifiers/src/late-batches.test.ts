import { adam, buildEncoder, type ImageDataset, Rng, type Saveable } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClassifierFitOptions } from './classifier-fit-options';
import { ImageClassifier } from './image-classifier';
import { trainFeatureExtractor } from './train-feature-extractor';
import { TransferClassifier } from './transfer-classifier';
import type { TransferTraining } from './transfer-options';
import { withLabels } from './with-labels';

const imageShape = [12, 12, 1] as const;
const data = syntheticDigits({ size: 600, seed: 1, imageShape });
const validation = syntheticDigits({ size: 30, seed: 2, imageShape });
const reversed = data.labels!.toReversed();
const options: ClassifierFitOptions = { epochs: 2, batchSize: 100, optimizer: adam({ learningRate: 0.01 }) };

/** Returns the same images, read late; the batches from `failing` on, counted from 1, cannot be read. */
function late(images: ImageDataset, failing = Number.POSITIVE_INFINITY): ImageDataset {
  let count = 0;
  return {
    ...{ size: images.size, imageShape, labels: images.labels, classes: images.classes },
    async batch(indices) {
      const isReadable = ++count < failing;
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (!isReadable) throw new Error('No such file.');
      return images.batch(indices);
    },
  };
}

type FittedModel = Saveable & Pick<ImageClassifier, 'fit' | 'logits' | 'dispose'>;

function transfer(training: TransferTraining): FittedModel {
  const encoder = buildEncoder({
    imageShape,
    outputs: 6,
    architecture: { kind: 'dense', widths: [] },
    rng: new Rng(7),
  });
  return new TransferClassifier({ encoder, hidden: [8], ...training });
}

const MODELS: readonly [name: string, make: () => FittedModel][] = [
  ['an ImageClassifier', () => new ImageClassifier({ imageShape, architecture: 'mlp' })],
  ['a TransferClassifier on a frozen encoder', () => transfer({})],
  ['a TransferClassifier with a fine-tuned encoder', () => transfer({ trainEncoder: true })],
  ['a TransferClassifier without standardisation', () => transfer({ trainEncoder: true, standardize: false })],
];

/** Returns the logits of the model, and the number of tensors outside its networks. */
function stateOf(model: FittedModel): { readonly logits: number[]; readonly tensors: number } {
  const { images, labels } = validation.batch([0, 1, 2]);
  const logits = tf.tidy(() => Array.from(model.logits(images).dataSync()));
  tf.dispose([images, labels]);
  return { logits, tensors: Object.keys(model.toSaved().tensors).length };
}

/** Waits until the batches that were asked for have come and have been freed. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

beforeAll(() => BACKENDS[1][1]());

describe.each(MODELS)('%s, on images that are read late', (_, make) => {
  it.each<[string, (images: ImageDataset) => ImageDataset]>([
    ['as they are', (images) => images],
    ['with other labels', (images) => withLabels(images, reversed, 10)],
  ])('learns the same as from images in memory, %s', async (_, change) => {
    const [expected, actual] = [make(), make()];
    const inMemory = await expected.fit(change(data), { ...options, validation });
    const read = await actual.fit(change(late(data)), { ...options, validation: late(validation) });
    expect(read.epochs.map((epoch) => [epoch.train, epoch.validation])).toEqual(
      inMemory.epochs.map((epoch) => [epoch.train, epoch.validation]),
    );
    expect(stateOf(actual)).toEqual(stateOf(expected));
    for (const model of [expected, actual]) model.dispose();
  });

  it.each([1, 3])('frees everything if batch %i cannot be read', async (failing) => {
    const owned = tf.memory().numTensors;
    const model = make();
    await expect(model.fit(withLabels(late(data, failing), reversed, 10), options)).rejects.toThrow('No such file.');
    await expect(model.fit(data, { ...options, validation: late(validation, 1) })).rejects.toThrow('No such file.');
    model.dispose();
    await settled();
    expect(tf.memory().numTensors).toBe(owned);
  });
});

it.each([4, 5])(
  'a TransferClassifier keeps no standardisation before its first batch has been read (%i)',
  async (n) => {
    // Three batches to encode the images, and one for each step.
    const model = transfer({ trainEncoder: true });
    const [before, owned] = [stateOf(model), tf.memory().numTensors];
    await expect(model.fit(late(data, n), options)).rejects.toThrow('No such file.');
    await settled();
    if (n === 4) {
      expect(stateOf(model)).toEqual(before);
      expect(tf.memory().numTensors).toBe(owned);
    } else {
      expect(stateOf(model).tensors).toBe(2);
      expect(tf.memory().numTensors).toBe(owned + 2);
    }
    model.dispose();
  },
);

it('an aborted training that waits for its first batch leaves the model as it was', async () => {
  const model = transfer({ trainEncoder: true });
  const [before, owned] = [stateOf(model), tf.memory().numTensors];
  const controller = new AbortController();
  let count = 0;
  const batch = (indices: ArrayLike<number>) => {
    // After three batches to encode the images.
    if (++count === 4) setTimeout(() => controller.abort());
    return count < 4 ? data.batch(indices) : new Promise<never>(() => {});
  };
  const { stopped } = await model.fit({ ...late(data), batch }, { ...options, signal: controller.signal });
  expect(stopped).toBe('aborted');
  expect(stateOf(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(owned);
  model.dispose();
});

it('the feature extractor learns from images that are read late, and is freed if one cannot be read', async () => {
  const owned = tf.memory().numTensors;
  const [expected, actual] = await Promise.all(
    [data, late(data)].map((images) => trainFeatureExtractor(images, { epochs: 1 })),
  );
  expect(stateOf(actual)).toEqual(stateOf(expected));
  for (const extractor of [expected, actual]) extractor.dispose();
  await expect(trainFeatureExtractor(late(data, 3), { epochs: 1 })).rejects.toThrow('No such file.');
  await settled();
  expect(tf.memory().numTensors).toBe(owned);
});
