import type { EpochRecord } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { trainFeatureExtractor } from './train-feature-extractor';

beforeAll(() => BACKENDS[1][1]());
const data = syntheticDigits({ size: 300, seed: 1, imageShape: [14, 14, 1] });

it('trains the same extractor of 84 features for the same seed', async () => {
  const { images, labels } = data.batch([0, 1, 2]);
  const [first, again, other] = await Promise.all(
    [3, 3, 4].map(async (seed) => {
      const extractor = await trainFeatureExtractor(data, { seed, epochs: 1 });
      const features = tf.tidy(() => extractor.features(images).arraySync());
      expect([extractor.featureDim, extractor.classes]).toEqual([84, 10]);
      extractor.dispose();
      return features;
    }),
  );
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  images.dispose();
  labels?.dispose();
});

it('passes validation metrics to callbacks, and stops when the signal is aborted', async () => {
  const controller = new AbortController();
  const records: EpochRecord[] = [];
  const onEpochEnd = (record: EpochRecord) => {
    records.push(record);
    controller.abort();
  };
  const { signal } = controller;
  const options = { validation: data.take(50), callbacks: [{ onEpochEnd }], signal };
  const extractor = await trainFeatureExtractor(data, options);
  extractor.dispose();
  expect(records).toHaveLength(1);
  expect(records[0].validation?.accuracy).toBeGreaterThanOrEqual(0);
});

it('refuses images without labels, and frees the weights of a failed training', async () => {
  const owned = tf.memory().numTensors;
  const unlabelled = { size: 300, imageShape: data.imageShape, classes: 0, batch: data.batch.bind(data) };
  await expect(trainFeatureExtractor(unlabelled)).rejects.toThrow(
    'data: expected images with labels, data.labels being an Int32Array of 300, got undefined.',
  );
  await expect(trainFeatureExtractor(undefined as never)).rejects.toThrow('data: expected an ImageDataset');
  await expect(trainFeatureExtractor(data, { epoch: 1 } as object)).rejects.toThrow(
    'options: expected no other options',
  );
  await expect(trainFeatureExtractor(data, { epochs: 0 })).rejects.toThrow('epochs');
  expect(tf.memory().numTensors).toBe(owned);
});
