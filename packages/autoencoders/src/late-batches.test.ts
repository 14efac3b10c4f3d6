import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeDataset, type ImageDataset } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClean, failingAt, late } from '../../core/test/late';
import { evaluateReconstruction } from '../../metrics/src/evaluate-reconstruction';
import { meanSquaredError } from '../../metrics/src/mean-squared-error';
import { AdversarialAutoencoder } from './adversarial-autoencoder';
import { Autoencoder } from './autoencoder';
import { PrincipalComponents } from './principal-components';
import { VariationalAutoencoder } from './variational-autoencoder';
import { VqVae } from './vq-vae';

const imageShape = [8, 8, 1] as const;
const data = syntheticDigits({ size: 40, seed: 1, imageShape });
const architecture = { kind: 'dense', widths: [8] } as const;

const vqVae = () => new VqVae({ imageShape, codebookSize: 4, embeddingDim: 2, widths: [4, 4] });

const MODELS = [
  ['Autoencoder', () => new Autoencoder({ imageShape, latentDim: 2, architecture })],
  ['VariationalAutoencoder', () => new VariationalAutoencoder({ imageShape, latentDim: 2, architecture })],
  ['AdversarialAutoencoder', () => new AdversarialAutoencoder({ imageShape, latentDim: 2, architecture })],
  ['VqVae', vqVae],
] as const;

describe.each(BACKENDS)('on %s, with batches that come late,', (_, start) => {
  beforeAll(() => start());

  it.each(MODELS)('%s learns and validates the same as in memory', async (_, make) => {
    const [expected, actual] = [make(), make()];
    const options = { epochs: 2, batchSize: 5 };
    const history = await expected.fit(data, { ...options, validation: data });
    await expectClean(async () => {
      const { epochs } = await actual.fit(late(data), { ...options, validation: late(data) });
      expect(epochs.map(({ train, validation }) => [train, validation])).toEqual(
        history.epochs.map(({ train, validation }) => [train, validation]),
      );
    });
    for (const model of [expected, actual]) model.dispose();
  });

  it.each(MODELS)('%s fails with the error of batch 7, and leaves nothing', async (_, make) => {
    const model = make();
    await expectClean(async () => {
      await expect(model.fit(failingAt(data, 7), { epochs: 1, batchSize: 4 })).rejects.toThrow('Batch 7 is lost.');
    });
    model.dispose();
  });

  it('PrincipalComponents finds the same components, and keeps its own when a batch fails', async () => {
    const many = syntheticDigits({ size: 1200, seed: 2, imageShape });
    const [expected, actual] = [1, 2].map(() => new PrincipalComponents({ imageShape, latentDim: 3 }));
    await expected.fit(many);
    await actual.fit(late(many));
    expect(actual.explainedVariance).toEqual(expected.explainedVariance);
    await expectClean(async () => {
      await expect(actual.fit(failingAt(many, 3))).rejects.toThrow('Batch 3 is lost.');
    });
    expect(actual.explainedVariance).toEqual(expected.explainedVariance);
    for (const model of [expected, actual]) model.dispose();
  });

  it('VqVae.usage counts the same entries', async () => {
    const model = vqVae();
    const usage = await model.usage(data);
    await expectClean(async () => expect(await model.usage(late(data))).toEqual(usage));
    model.dispose();
  });

  it('an Autoencoder trains, validates, encodes and is scored on a file, which is read batch by batch', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    const path = join(folder, 'images.raw');
    const all = data.batch([...data.labels!.keys()]);
    await writeFile(
      path,
      Uint8Array.from(all.images.dataSync(), (value) => Math.round(255 * value)),
    );
    tf.dispose({ ...all, indices: [] });
    const onDisk: ImageDataset = {
      size: data.size,
      imageShape,
      classes: 0,
      async batch(indices) {
        const bytes = new Uint8Array(indices.length * 64);
        const file = await open(path);
        for (const [i, index] of Array.from(indices).entries()) await file.read(bytes, i * 64, 64, index * 64);
        await file.close();
        const pixels = Float32Array.from(bytes, (byte) => byte / 255);
        return { images: tf.tensor4d(pixels, [indices.length, ...imageShape]), indices: Int32Array.from(indices) };
      },
    };
    const model = new Autoencoder({ imageShape, latentDim: 2, architecture });
    await expectClean(async () => {
      const { epochs } = await model.fit(onDisk, { epochs: 3, batchSize: 8, validation: onDisk });
      const { values } = await encodeDataset(model, onDisk, { batchSize: 16 });
      expect(values.length).toBe(2 * data.size);
      const metrics = { mse: meanSquaredError };
      const { mse } = await evaluateReconstruction(model, onDisk, { batchSize: 16, metrics });
      expect(mse.mean).toBeCloseTo(epochs[2].validation!.loss, 5);
    });
    model.dispose();
    await rm(folder, { recursive: true });
  });
});
