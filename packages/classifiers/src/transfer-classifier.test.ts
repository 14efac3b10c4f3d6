import * as core from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeClassifier } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { TransferClassifier, transferClassifier } from './transfer-classifier';
import type { TransferClassifierOptions } from './transfer-options';

const architecture = { kind: 'dense', widths: [24], batchNormalization: true } as const;
const encoderOf = (imageShape: core.ImageShape) =>
  core.buildEncoder({ imageShape, outputs: 8, architecture, rng: new core.Rng(7) });

const fit = (classifier: TransferClassifier, data: core.ImageDataset, seed: number) =>
  classifier.fit(data, { epochs: 10, batchSize: 12, seed, optimizer: core.adam({ learningRate: 0.01 }) });

/** Returns a classifier on a new encoder. */
function make(imageShape: core.ImageShape, options: TransferClassifierOptions): TransferClassifier {
  const encoder = encoderOf(imageShape);
  const classifier = transferClassifier(encoder, options);
  encoder.dispose();
  return classifier;
}

const uses = (classifier: TransferClassifier) => ({
  encoder: () => classifier.encoder,
  head: () => classifier.head,
});

describeClassifier('a TransferClassifier on a frozen encoder', {
  modelClass: TransferClassifier,
  make: (imageShape, seed) => make(imageShape, { hidden: [16], dropout: 0.1, seed }),
  fit,
  uses,
});

describeClassifier('a TransferClassifier with a fine-tuned encoder', {
  modelClass: TransferClassifier,
  make: (imageShape, seed) => make(imageShape, { hidden: [], trainEncoder: true, standardize: false, l2: 1e-4, seed }),
  fit,
  uses,
});

function changeLastLayer(network: LayersModel, change: (kernel: tf.Tensor, bias: tf.Tensor) => tf.Tensor[]): void {
  const last = network.layers[network.layers.length - 1];
  const [kernel, bias] = last.getWeights();
  tf.tidy(() => last.setWeights(change(kernel, bias)));
}

/** Returns a data set without its batches. */
const viewOf = ({ size, labels, classes, imageShape }: core.ImageDataset) => ({ size, labels, classes, imageShape });

const weightsOf = (network: LayersModel) => network.getWeights().map((weight) => Array.from(weight.dataSync()));

describe('transferClassifier', () => {
  const imageShape = [12, 12, 1] as const;
  const data = syntheticDigits({ size: 60, seed: 1, imageShape });

  beforeAll(() => BACKENDS[1][1]());

  it.each([
    ['leaves a frozen encoder unchanged', false],
    ['trains its copy of an encoder to be fine-tuned', true],
  ])('%s, and leaves the given one unchanged', async (_, trainEncoder) => {
    const encoder = encoderOf(imageShape);
    const before = weightsOf(encoder);
    const classifier = transferClassifier(encoder, { trainEncoder });
    await fit(classifier, data, 1);
    expect(weightsOf(encoder)).toEqual(before);
    const trained = weightsOf(classifier.encoder);
    if (trainEncoder) expect(trained[0]).not.toEqual(before[0]);
    else expect(trained).toEqual(before);
    encoder.dispose();
    classifier.dispose();
  });

  it('takes any model that can copy its encoder', () => {
    const encoder = encoderOf(imageShape);
    const encode = () => {
      throw new Error('The network is enough.');
    };
    const classifier = transferClassifier({ imageShape, latentDim: 8, encode, copyEncoder: () => encoder });
    expect(classifier.encoder).toBe(encoder);
    expect(classifier.classes).toBe(10);
    classifier.dispose();
  });

  it('gives the head codes of mean 0 and variance 1, whatever the scales of the encoder', async () => {
    const encoder = encoderOf(imageShape);
    const classifier = transferClassifier(encoder, { hidden: [] });
    await classifier.fit(data, { epochs: 1, optimizer: core.adam({ learningRate: 0 }) });
    const scaled = encoderOf(imageShape);
    changeLastLayer(scaled, (kernel, bias) => [tf.mul(kernel, 1000), tf.add(bias, 300)]);
    const other = transferClassifier(scaled, { hidden: [] });
    await other.fit(data, { epochs: 1, optimizer: core.adam({ learningRate: 0 }) });
    const { images, labels } = data.batch(Array.from({ length: 60 }, (_, i) => i));
    const [expected, actual] = [classifier, other].map((one) =>
      tf.tidy(() => Array.from(one.logits(images).dataSync())),
    );
    expect(actual).toEqual(expected.map((value) => expect.closeTo(value, 3)));
    for (const owned of [images, labels, encoder, scaled, classifier, other]) owned?.dispose();
  });

  it('learns from codes with a constant dimension', async () => {
    const encoder = encoderOf(imageShape);
    const allButOne = [1, 1, 1, 0, 1, 1, 1, 1];
    changeLastLayer(encoder, (kernel, bias) => [tf.mul(kernel, allButOne), bias]);
    const classifier = transferClassifier(encoder);
    const { epochs } = await fit(classifier, data, 1);
    expect(epochs[9].train.loss).toBeLessThan(epochs[0].train.loss);
    encoder.dispose();
    classifier.dispose();
  });

  it('refuses codes that are all the same or not finite, with and without standardisation', async () => {
    const owned = tf.memory().numTensors;
    const collapsed = encoderOf(imageShape);
    tf.tidy(() => collapsed.setWeights(collapsed.getWeights().map(tf.zerosLike)));
    const broken = encoderOf(imageShape);
    tf.tidy(() => broken.setWeights(broken.getWeights().map((weight) => tf.fill(weight.shape, Number.NaN))));
    for (const trainEncoder of [false, true]) {
      for (const standardize of [false, true]) {
        const same = transferClassifier(collapsed, { trainEncoder, standardize });
        await expect(fit(same, data, 1)).rejects.toThrow(
          'encoder: expected codes that differ between images, got "one code for all images (60)".',
        );
        const nan = transferClassifier(broken, { trainEncoder, standardize });
        await expect(fit(nan, data, 1)).rejects.toThrow(
          'encoder: expected codes of finite numbers, got "NaN for image 0".',
        );
        for (const classifier of [same, nan]) classifier.dispose();
      }
    }
    for (const network of [collapsed, broken]) network.dispose();
    expect(tf.memory().numTensors).toBe(owned);
  });

  it('refuses an encoder without a network to copy', () => {
    const codesOnly = { imageShape, latentDim: 8, encode: () => tf.zeros([1, 8]) };
    expect(() => transferClassifier(codesOnly as unknown as LayersModel)).toThrow(core.ArgumentError);
    expect(() => transferClassifier(codesOnly as unknown as LayersModel)).toThrow(
      'encoder: expected a network, or a model that can copy its own (copyEncoder), got Object.',
    );
    expect(() => transferClassifier(undefined as never)).toThrow('encoder: expected a network, or a model');
    expect(() => new TransferClassifier({ encoder: codesOnly as never })).toThrow(
      'encoder: expected a network: a LayersModel of tfjs-layers, got Object.',
    );
  });

  it('refuses an encoder that does not map images to codes', () => {
    const onVectors = sequential({ layers: [layers.dense({ units: 4, inputShape: [10] })] });
    expect(() => transferClassifier(onVectors)).toThrow(core.ArgumentError);
    expect(() => transferClassifier(onVectors)).toThrow('encoder: expected a network from images [n, height, width,');
    const toMaps = sequential({ layers: [layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [12, 12, 1] })] });
    expect(() => transferClassifier(toMaps)).toThrow('encoder: expected a network from images');
    for (const network of [onVectors, toMaps]) network.dispose();
  });

  it.each<[TransferClassifierOptions, string]>([
    [{ classes: 1 }, 'classes: expected a whole number of at least 2, got 1.'],
    [{ hidden: [0] }, 'hidden[0]: expected a whole number of at least 1, got 0.'],
    [{ dropout: 1 }, 'dropout: expected a finite number of at least 0 and below 1, got 1.'],
    [{ standardise: true } as object, 'options: expected no other options than classes, hidden'],
    [{ l2: -1 }, 'l2: expected a finite number of at least 0, got -1.'],
    [{ trainEncoder: 1 as never }, 'trainEncoder: expected true or false, got 1.'],
    [{ encoder: encoderOf } as object, 'options: expected no other options than classes, hidden'],
  ])('refuses %o', (options, message) => {
    const encoder = encoderOf(imageShape);
    const owned = tf.memory().numTensors;
    expect(() => transferClassifier(encoder, options)).toThrow(message);
    expect(tf.memory().numTensors).toBe(owned);
    encoder.dispose();
  });

  it('keeps the moving averages of the encoder while it is fine-tuned', async () => {
    const classifier = make(imageShape, { trainEncoder: true });
    const averages = () =>
      classifier.encoder.weights
        .filter(({ originalName }) => originalName.includes('moving_'))
        .map((weight) => Array.from(weight.read().dataSync()));
    const before = averages();
    expect(before).toHaveLength(2);
    await fit(classifier, data, 1);
    expect(averages()).toEqual(before);
    classifier.dispose();
  });

  it.each([false, true])(
    'subtracts the learning rate times `l2` times the weights in a step of SGD (fine-tuning: %s)',
    async (trainEncoder) => {
      const l2 = 0.3;
      const learningRate = 0.5;
      const [start, plain, decayed] = await Promise.all(
        [undefined, 0, l2].map(async (penalty) => {
          const classifier = make(imageShape, { hidden: [6], trainEncoder, l2: penalty });
          if (penalty !== undefined) await classifier.fit(data, { epochs: 1, optimizer: core.sgd({ learningRate }) });
          const trained = [...(trainEncoder ? classifier.encoder : classifier.head).trainableWeights];
          const weights = trained.flatMap((weight) => Array.from(weight.read().dataSync()));
          classifier.dispose();
          return weights;
        }),
      );
      const expected = plain.map((weight, i) => expect.closeTo(weight - learningRate * l2 * start[i], 5));
      expect(decayed).toEqual(expected);
    },
  );

  it('drops activations in training, but not in validation', async () => {
    const [whole, dropped] = await Promise.all(
      [0, 0.5].map(async (dropout) => {
        const classifier = make(imageShape, { dropout });
        const options = { epochs: 1, validation: data, optimizer: core.sgd({ learningRate: 0 }) };
        const { epochs } = await classifier.fit(data, options);
        classifier.dispose();
        return epochs[0];
      }),
    );
    expect(whole.train.loss).toBeCloseTo(whole.validation!.loss, 5);
    expect(dropped.validation).toEqual(whole.validation);
    expect(Math.abs(dropped.train.loss - whole.train.loss)).toBeGreaterThan(1e-3);
  });

  it('encodes nothing if the signal was aborted before', async () => {
    const encoded = { ...viewOf(data), batch: () => expect.unreachable() };
    const classifier = make(imageShape, {});
    expect(await classifier.fit(encoded, { signal: AbortSignal.abort() })).toEqual({ epochs: [], stopped: 'aborted' });
    classifier.dispose();
  });

  it('encodes at most 256 images to check an encoder before it is fine-tuned', async () => {
    const many = syntheticDigits({ size: 400, seed: 1, imageShape });
    let seen = 0;
    const batch = (indices: ArrayLike<number>) => {
      seen += indices.length;
      return many.batch(indices);
    };
    const classifier = make(imageShape, { trainEncoder: true, standardize: false });
    await classifier.fit({ ...viewOf(many), batch }, { epochs: 1 });
    expect(seen).toBe(256 + 400);
    classifier.dispose();
  });

  it('accepts images of fewer classes than it has', async () => {
    const classifier = make(imageShape, { classes: 12 });
    await fit(classifier, data.filterClasses([1, 2, 3, 4]), 1);
    const { images, labels } = data.batch([0]);
    expect(tf.tidy(() => classifier.logits(images).shape)).toEqual([1, 12]);
    for (const owned of [images, labels, classifier]) owned?.dispose();
  });
});
