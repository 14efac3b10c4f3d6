import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adam, buildEncoder, type EpochRecord, Rng } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClassifierFitOptions } from './classifier-fit-options';
import { TransferClassifier, transferClassifier } from './transfer-classifier';

const imageShape = [12, 12, 1] as const;
const data = syntheticDigits({ size: 60, seed: 1, imageShape });
const others = syntheticDigits({ size: 40, seed: 2, imageShape });

function make(trainEncoder: boolean): TransferClassifier {
  const architecture = { kind: 'dense', widths: [24] } as const;
  const encoder = buildEncoder({ imageShape, outputs: 8, architecture, rng: new Rng(7) });
  const classifier = transferClassifier(encoder, { hidden: [], trainEncoder });
  encoder.dispose();
  return classifier;
}

function logitsOf(classifier: TransferClassifier): number[] {
  const { images, labels } = data.batch([0, 1, 2]);
  const logits = tf.tidy(() => Array.from(classifier.logits(images).dataSync()));
  for (const tensor of [images, labels]) tensor?.dispose();
  return logits;
}

/** [mean, deviation]. */
const momentsOf = (classifier: TransferClassifier) =>
  Object.values(classifier.toSaved().tensors).map((tensor) => Array.from(tensor.dataSync()));

const options: ClassifierFitOptions = { epochs: 6, batchSize: 20, optimizer: adam({ learningRate: 0.01 }) };

let folder: string;
beforeAll(() => BACKENDS[1][1]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.each([
  ['a frozen encoder', false],
  ['an encoder to be fine-tuned', true],
])('the standardisation of the codes of %s', (_, trainEncoder) => {
  it('is that of the first fit, in later ones and in a loaded model too', async () => {
    const classifier = make(trainEncoder);
    expect(momentsOf(classifier)).toEqual([]);
    await classifier.fit(data, { ...options, epochs: 1 });
    const first = momentsOf(classifier);
    expect(first).toHaveLength(2);
    await classifier.save(join(folder, 'model'));
    const loaded = await TransferClassifier.load(join(folder, 'model'));
    for (const each of [classifier, loaded]) {
      await each.fit(others, { ...options, epochs: 1 });
      expect(momentsOf(each)).toEqual(first);
      each.dispose();
    }
  });

  it('is part of a checkpoint: a resumed training gives the weights of an uninterrupted one, bit for bit', async () => {
    const whole = make(trainEncoder);
    await whole.fit(data, options);
    const interrupted = make(trainEncoder);
    const controller = new AbortController();
    const onEpochEnd = ({ epoch }: EpochRecord) => void (epoch === 3 && controller.abort());
    const checkpoint = { place: join(folder, 'checkpoint') };
    const { signal } = controller;
    await interrupted.fit(data, { ...options, checkpoint, signal, callbacks: [{ onEpochEnd }] });
    // A model that was trained on other data before it resumes.
    const used = make(trainEncoder);
    await used.fit(others, { ...options, epochs: 1 });
    for (const resumed of [interrupted, used]) {
      const { epochs, stopped } = await resumed.fit(data, { ...options, checkpoint });
      expect([epochs.length, stopped]).toEqual([6, 'completed']);
      expect(logitsOf(resumed)).toEqual(logitsOf(whole));
      expect(momentsOf(resumed)).toEqual(momentsOf(whole));
    }
    for (const classifier of [whole, interrupted, used]) classifier.dispose();
  });

  it('stays as it was if a training is refused', async () => {
    const classifier = make(trainEncoder);
    for (const train of [false, true]) {
      if (train) await classifier.fit(data, { ...options, epochs: 1 });
      const [expected, owned] = [logitsOf(classifier), tf.memory().numTensors];
      await expect(classifier.fit(data, { epochs: 0 })).rejects.toThrow('epochs');
      await expect(classifier.fit(data.take(1))).rejects.toThrow('encoder: expected codes that differ');
      await expect(classifier.fit(data, { batchSize: 61 })).rejects.toThrow('batchSize');
      expect(logitsOf(classifier)).toEqual(expected);
      expect(tf.memory().numTensors).toBe(owned);
    }
    classifier.dispose();
  });

  it('stays after an update has used it, even if the training then fails', async () => {
    const classifier = make(trainEncoder);
    const onEpochEnd = () => {
      throw new Error('No space left.');
    };
    await expect(classifier.fit(data, { ...options, callbacks: [{ onEpochEnd }] })).rejects.toThrow('No space left.');
    expect(momentsOf(classifier)).toHaveLength(2);
    classifier.dispose();
  });
});
