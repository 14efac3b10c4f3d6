import { ArgumentError, adam, buildEncoder, type ImageDataset, type ImageShape, Rng } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeClassifier } from '@ae-lab/testing';
import { add, fill, memory, mul, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { TransferClassifier, type TransferClassifierOptions, transferClassifier } from './transfer-classifier';

const architecture = { kind: 'dense', widths: [24], batchNormalization: true } as const;
const encoderOf = (imageShape: ImageShape) => buildEncoder({ imageShape, outputs: 8, architecture, rng: new Rng(7) });

const fit = (classifier: TransferClassifier, data: ImageDataset, seed: number) =>
  classifier.fit(data, { epochs: 10, batchSize: 12, seed, optimizer: adam({ learningRate: 0.01 }) });

/** A classifier on a fresh encoder. */
function make(imageShape: ImageShape, options: TransferClassifierOptions): TransferClassifier {
  const encoder = encoderOf(imageShape);
  const classifier = transferClassifier(encoder, options);
  encoder.dispose();
  return classifier;
}

describeClassifier('a TransferClassifier on a frozen encoder', {
  modelClass: TransferClassifier,
  make: (imageShape, seed) => make(imageShape, { hidden: [16], dropout: 0.1, seed }),
  fit,
});

describeClassifier('a TransferClassifier with a fine-tuned encoder', {
  modelClass: TransferClassifier,
  make: (imageShape, seed) => make(imageShape, { hidden: [], trainEncoder: true, standardize: false, l2: 1e-4, seed }),
  fit,
});

function changeLastLayer(network: LayersModel, change: (kernel: Tensor, bias: Tensor) => Tensor[]): void {
  const last = network.layers[network.layers.length - 1];
  const [kernel, bias] = last.getWeights();
  tidy(() => last.setWeights(change(kernel, bias)));
}

const weightsOf = (network: LayersModel) => network.getWeights().map((weight) => Array.from(weight.dataSync()));

describe('transferClassifier', () => {
  const imageShape = [12, 12, 1] as const;
  const data = syntheticDigits({ size: 60, seed: 1, imageShape });

  beforeAll(() => BACKENDS[1][1]());

  it.each([
    ['leaves a frozen encoder as it is', false],
    ['trains its copy of an encoder to be fine-tuned', true],
  ])('%s, and the given one in any case', async (_, trainEncoder) => {
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

  it('takes whatever can copy its encoder', () => {
    const encoder = encoderOf(imageShape);
    const encode = () => {
      throw new Error('The network is enough.');
    };
    const classifier = transferClassifier({ imageShape, latentDim: 8, encode, copyEncoder: () => encoder });
    expect(classifier.encoder).toBe(encoder);
    expect(classifier.classes).toBe(10);
    classifier.dispose();
  });

  it('shows the head codes of mean 0 and variance 1, whatever the scales of the encoder', async () => {
    const encoder = encoderOf(imageShape);
    const classifier = transferClassifier(encoder, { hidden: [] });
    await classifier.fit(data, { epochs: 1, optimizer: adam({ learningRate: 0 }) });
    const scaled = encoderOf(imageShape);
    changeLastLayer(scaled, (kernel, bias) => [mul(kernel, 1000), add(bias, 300)]);
    const other = transferClassifier(scaled, { hidden: [] });
    await other.fit(data, { epochs: 1, optimizer: adam({ learningRate: 0 }) });
    const { images, labels } = data.batch(Array.from({ length: 60 }, (_, i) => i));
    const [expected, actual] = [classifier, other].map((one) => tidy(() => Array.from(one.logits(images).dataSync())));
    expect(actual).toEqual(expected.map((value) => expect.closeTo(value, 3)));
    for (const owned of [images, labels, encoder, scaled, classifier, other]) owned?.dispose();
  });

  it('learns from images of one constant code dimension as from the others', async () => {
    const encoder = encoderOf(imageShape);
    const allButOne = [1, 1, 1, 0, 1, 1, 1, 1];
    changeLastLayer(encoder, (kernel, bias) => [mul(kernel, allButOne), bias]);
    const classifier = transferClassifier(encoder);
    const { epochs } = await fit(classifier, data, 1);
    expect(epochs[9].train.loss).toBeLessThan(epochs[0].train.loss);
    encoder.dispose();
    classifier.dispose();
  });

  it('refuses codes that are all the same, or not finite, with standardisation or without', async () => {
    const owned = memory().numTensors;
    const collapsed = encoderOf(imageShape);
    tidy(() => collapsed.setWeights(collapsed.getWeights().map(zerosLike)));
    const broken = encoderOf(imageShape);
    tidy(() => broken.setWeights(broken.getWeights().map((weight) => fill(weight.shape, Number.NaN))));
    const same = transferClassifier(collapsed);
    await expect(fit(same, data, 1)).rejects.toThrow('encoder: expected codes that differ between images, got');
    const nan = transferClassifier(broken, { standardize: false });
    await expect(fit(nan, data, 1)).rejects.toThrow(
      'encoder: expected codes of finite numbers, got "NaN for image 0".',
    );
    for (const network of [collapsed, broken, same, nan]) network.dispose();
    expect(memory().numTensors).toBe(owned);
  });

  it('refuses an encoder that does not map images to codes', () => {
    const onVectors = sequential({ layers: [layers.dense({ units: 4, inputShape: [10] })] });
    expect(() => transferClassifier(onVectors)).toThrow(ArgumentError);
    expect(() => transferClassifier(onVectors)).toThrow('encoder: expected a network from images [n, height, width,');
    const toMaps = sequential({ layers: [layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [12, 12, 1] })] });
    expect(() => transferClassifier(toMaps)).toThrow('encoder: expected a network from images');
    for (const network of [onVectors, toMaps]) network.dispose();
  });

  it.each<[TransferClassifierOptions, string]>([
    [{ classes: 1 }, 'classes: expected a whole number of at least 2, got 1.'],
    [{ hidden: [0] }, 'hidden: expected a whole number of at least 1, got 0.'],
    [{ dropout: 1 }, 'dropout: expected a finite number of at least 0 and at most 0.99, got 1.'],
    [{ l2: -1 }, 'l2: expected a finite number of at least 0, got -1.'],
  ])('refuses %o', (options, message) => {
    const encoder = encoderOf(imageShape);
    const owned = memory().numTensors;
    expect(() => transferClassifier(encoder, options)).toThrow(message);
    expect(memory().numTensors).toBe(owned);
    encoder.dispose();
  });

  it('takes images of fewer classes than it knows', async () => {
    const classifier = make(imageShape, { classes: 12 });
    await fit(classifier, data.filterClasses([1, 2, 3, 4]), 1);
    const { images, labels } = data.batch([0]);
    expect(tidy(() => classifier.logits(images).shape)).toEqual([1, 12]);
    for (const owned of [images, labels, classifier]) owned?.dispose();
  });
});
