import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { TransferClassifier } from './transfer-classifier';
import type { TransferClassifierOptions } from './transfer-options';

const imageShape = [12, 12, 1] as const;
const data = syntheticDigits({ size: 60, seed: 1, imageShape });

const makeEncoder = () =>
  core.buildEncoder({ imageShape, outputs: 8, architecture: { kind: 'dense', widths: [24] }, rng: new core.Rng(7) });
const make = (options: TransferClassifierOptions) => new TransferClassifier({ encoder: makeEncoder(), ...options });

const fit = (classifier: TransferClassifier, seed: number) => classifier.fit(data, { epochs: 5, batchSize: 12, seed });

const weightsOf = (network: LayersModel) => network.getWeights().map((weight) => Array.from(weight.dataSync()));

let folder: string;
beforeAll(() => BACKENDS[1][1]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('accepts a dropout of just below 1', () => {
  make({ dropout: 0.995 }).dispose();
});

it('records its options with their defaults', () => {
  const classifier = make({ hidden: [6] });
  expect(classifier.toSaved().options).toEqual({
    classes: 10,
    hidden: [6],
    dropout: 0,
    seed: 0,
    trainEncoder: false,
    standardize: true,
    l2: 0,
  });
  classifier.dispose();
});

it('loads saves of version 0.1, which hold only the options given, with an unbound load', async () => {
  const classifier = make({ hidden: [6], trainEncoder: true });
  await fit(classifier, 1);
  const { networks, tensors } = classifier.toSaved();
  const options = { hidden: [6], trainEncoder: true, classes: 10 };
  await core.saveModel(join(folder, 'model'), { className: 'TransferClassifier', options, networks, tensors });
  const { load } = TransferClassifier;
  const loaded = await load(join(folder, 'model'));
  expect(loaded.toSaved().options).toEqual(options);
  const [before] = weightsOf(loaded.encoder);
  await fit(loaded, 1);
  expect(weightsOf(loaded.encoder)[0]).not.toEqual(before);
  for (const owned of [classifier, loaded]) owned.dispose();
});

it('loads saves of version 0.1, whose head takes codes as images of 1 x 1 pixel', async () => {
  const classifier = make({ hidden: [6], seed: 3 });
  const head = core.buildEncoder({
    imageShape: [1, 1, 8],
    outputs: 10,
    architecture: { kind: 'dense', widths: [6] },
    rng: new core.Rng(3),
  });
  expect(weightsOf(classifier.head)).toEqual(weightsOf(head));
  await fit(classifier, 1);
  head.setWeights(classifier.head.getWeights());
  const saved = classifier.toSaved();
  await core.saveModel(join(folder, 'old'), { ...saved, networks: { ...saved.networks, head } });
  const loaded = await TransferClassifier.load(join(folder, 'old'));
  await loaded.save(join(folder, 'again'));
  const again = await TransferClassifier.load(join(folder, 'again'));
  const { images, labels } = data.batch([0, 1, 2]);
  const logitsOf = (one: TransferClassifier) => tf.tidy(() => Array.from(one.logits(images).dataSync()));
  for (const one of [loaded, again]) {
    expect(one.head.inputs[0].shape).toEqual([null, 1, 1, 8]);
    expect(logitsOf(one)).toEqual(logitsOf(classifier));
  }
  await Promise.all([classifier, loaded].map((one) => fit(one, 2)));
  expect(logitsOf(loaded)).toEqual(logitsOf(classifier));
  for (const owned of [images, labels, head, classifier, loaded, again]) owned?.dispose();
});

it('takes a head of your own, and refuses one for codes of another size or with options of a head beside it', () => {
  const headFor = (size: number) => sequential({ layers: [layers.dense({ units: 3, inputShape: [size] })] });
  const classifier = new TransferClassifier({ encoder: makeEncoder(), head: headFor(8), l2: 0.1 });
  expect(classifier.classes).toBe(3);
  const training = { trainEncoder: false, standardize: true, l2: 0.1 };
  expect(classifier.toSaved().options).toEqual({ ...training, classes: 3 });
  classifier.dispose();
  const [encoder, head] = [makeEncoder(), headFor(9)];
  expect(() => new TransferClassifier({ encoder, head })).toThrow(
    'head: expected a network from codes [n, 8] to logits [n, classes], got [null, 9].',
  );
  expect(() => new TransferClassifier({ encoder, head, hidden: [6] } as never)).toThrow(
    'options: expected no other options than encoder, head, trainEncoder, standardize, l2 beside head, got "hidden".',
  );
  const softmax = sequential({ layers: [layers.dense({ units: 3, activation: 'softmax', inputShape: [8] })] });
  expect(() => new TransferClassifier({ encoder, head: softmax })).toThrow('head: expected a last layer that is dense');
  for (const network of [encoder, head, softmax]) network.dispose();
});
