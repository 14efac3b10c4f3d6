import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { noiseImages } from '../../test/images';
import { expectClean, failingAt, late } from '../../test/late';
import type { Batch, Dataset, ImageDataset, SampleBatch } from '../data/dataset';
import type { Encoder } from '../interfaces';
import { encodeDataset } from '../latent/encode-dataset';
import { Dense } from '../layers';
import { squaredErrorLoss } from '../losses/reconstruction-loss';
import { buildDecoder, buildEncoder } from '../networks/encoder-decoder';
import { adam } from '../optimizers/adam';
import { sgd } from '../optimizers/sgd';
import { fit } from './fit';
import type { FitOptions } from './fit-options';
import { networkVariables, type TrainingStep } from './training-step';

beforeAll(() => tf.setBackend('cpu'));

const data = noiseImages(40, [3, 3, 1]);
const validation = noiseImages(16, [3, 3, 1], 2);

/** A small autoencoder of images, and its encoder. */
function makeStep(): TrainingStep & { readonly encoder: Encoder } {
  const architecture = { kind: 'dense', widths: [6], dropout: 0.2 } as const;
  const encoder = buildEncoder({ imageShape: [3, 3, 1], outputs: 2, architecture, rng: new Rng(1) });
  const decoder = buildDecoder({ imageShape: [3, 3, 1], latentDim: 2, architecture, rng: new Rng(2) });
  const networks = [encoder, decoder];
  return {
    encoder: { imageShape: [3, 3, 1], latentDim: 2, encode: (images) => encoder.apply(images) as tf.Tensor2D },
    state: networkVariables(networks),
    objectives: [
      {
        name: 'autoencoder',
        optimizer: adam(),
        training: networks,
        variables: () => networkVariables(networks, 'trainable'),
        loss: ({ images }, pass) => ({
          loss: squaredErrorLoss(images, pass.apply(decoder, pass.apply(encoder, images))),
        }),
      },
    ],
  };
}

async function train<B extends Batch>(step: TrainingStep<B>, given: Dataset<B>, options: FitOptions<Dataset<B>>) {
  const { epochs } = await fit(step, given, { epochs: 2, batchSize: 4, seed: 3, ...options });
  return {
    weights: step.state.map((variable) => Array.from(variable.dataSync())),
    losses: epochs.map((record) => [record.train, record.validation]),
  };
}

describe('data whose batches come late', () => {
  it('give the same weights and losses as data in memory, bit for bit', async () => {
    const expected = await train(makeStep(), data, { validation });
    const step = makeStep();
    await expectClean(async () => {
      expect(await train(step, late(data), { validation: late(validation) })).toEqual(expected);
    });
  });

  it('are fetched two batches ahead while a step runs', async () => {
    const slow = late(data);
    const requested: number[] = [];
    const step = { ...makeStep(), afterUpdate: () => void requested.push(slow.requests) };
    await fit(step, slow, { epochs: 1, batchSize: 4 });
    expect(requested).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 10, 10]);
  });

  it.each(['training', 'validation'])(
    'fail with their own error when batch 7 of the %s does, and leave nothing',
    async (which) => {
      const step = makeStep();
      const images = which === 'training' ? failingAt(data, 7) : late(data);
      const options = { batchSize: 2, validation: which === 'validation' ? failingAt(validation, 7) : validation };
      await expectClean(async () => {
        await expect(train(step, images, options)).rejects.toThrow('Batch 7 is lost.');
      });
    },
  );

  it('leave nothing of what was fetched ahead after an abort, even if a batch never comes', async () => {
    const step = makeStep();
    await expectClean(async () => {
      const stop = new AbortController();
      let steps = 0;
      const aborting = { ...step, afterUpdate: () => void (++steps === 3 && stop.abort()) };
      const history = await fit(aborting, late(data), { batchSize: 4, signal: stop.signal });
      expect(history).toEqual({ epochs: [], stopped: 'aborted', bestEpoch: undefined });
      expect(steps).toBe(3);
    });
    await expectClean(async () => {
      const stop = new AbortController();
      const stuck: ImageDataset = { ...data, batch: () => new Promise(() => {}) };
      setTimeout(() => stop.abort(), 5);
      expect((await fit(step, stuck, { signal: stop.signal })).stopped).toBe('aborted');
    });
  });

  it('leave nothing of what was fetched ahead after a divergence', async () => {
    const step = makeStep();
    const spoilt = step.objectives.map((objective) => ({ ...objective, optimizer: sgd({ learningRate: 1e30 }) }));
    await expectClean(async () => {
      await expect(train({ ...step, objectives: spoilt }, late(data), {})).rejects.toThrow('Training diverged');
    });
  });

  it('can be read from a disk: they train, validate and are encoded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    const path = join(folder, 'images.raw');
    const pixels = new Rng(5).uniforms(40 * 9).map((value) => Math.floor(value * 256));
    await writeFile(path, Uint8Array.from(pixels));
    const onDisk: ImageDataset = {
      size: 40,
      imageShape: [3, 3, 1],
      classes: 0,
      async batch(indices) {
        const bytes = new Uint8Array(indices.length * 9);
        const file = await open(path);
        for (const [i, index] of Array.from(indices).entries()) await file.read(bytes, i * 9, 9, index * 9);
        await file.close();
        const images = tf.tensor4d(
          Float32Array.from(bytes, (byte) => byte / 255),
          [indices.length, 3, 3, 1],
        );
        return { images, indices: Int32Array.from(indices) };
      },
    };
    const step = makeStep();
    await expectClean(async () => {
      const { epochs } = await fit(step, onDisk, { epochs: 3, batchSize: 8, validation: onDisk });
      expect(epochs[2].validation?.loss).toBeLessThan(epochs[0].validation?.loss ?? 0);
      const { values } = await encodeDataset(step.encoder, onDisk, { batchSize: 16 });
      const all = await onDisk.batch(Array.from({ length: 40 }, (_, i) => i));
      const expected = tf.tidy(() => Array.from(step.encoder.encode(all.images).dataSync()));
      tf.dispose(all.images);
      expect(Array.from(values)).toEqual(expected.map((value) => expect.closeTo(value, 5)));
    });
    await rm(folder, { recursive: true });
  });
});

it('trains on vectors, with batches of their own kind, and encodes them', async () => {
  interface Pairs extends SampleBatch<tf.Rank.R2> {
    readonly targets: tf.Tensor2D;
  }
  const xs = new Rng(1).normals(60 * 3);
  const pairs: Dataset<Pairs> = {
    size: 60,
    sampleShape: [3],
    async batch(indices) {
      const rows = Array.from(indices, (index) => Array.from(xs.subarray(3 * index, 3 * index + 3)));
      return {
        samples: tf.tensor2d(rows),
        targets: tf.tensor2d(rows.map(([a, b, c]) => [a - 2 * b + 0.5 * c])),
        indices: Int32Array.from(indices),
      };
    },
  };
  const network = sequential({ layers: [new Dense({ units: 1, inputShape: [3], seed: 1 })] });
  const step: TrainingStep<Pairs> = {
    state: networkVariables([network]),
    objectives: [
      {
        name: 'regression',
        optimizer: adam({ learningRate: 0.1 }),
        training: [network],
        variables: () => networkVariables([network], 'trainable'),
        loss: ({ samples, targets }, pass) => ({
          loss: tf.mean(tf.squaredDifference(pass.apply(network, samples), targets)) as tf.Scalar,
        }),
      },
    ],
  };
  await expectClean(async () => {
    const { epochs } = await fit(step, pairs, { epochs: 60, batchSize: 20, validation: pairs });
    expect(epochs[59].validation?.loss).toBeLessThan(1e-4);
    const encoder: Encoder<tf.Rank.R2> = {
      sampleShape: [3],
      latentDim: 1,
      encode: (samples) => network.apply(samples) as tf.Tensor2D,
    };
    const { values, dimension } = await encodeDataset(encoder, pairs);
    expect([values.length, dimension]).toEqual([60, 1]);
    expect(values[0]).toBeCloseTo(xs[0] - 2 * xs[1] + 0.5 * xs[2], 1);
    await expect(encodeDataset({ ...encoder, sampleShape: [4] }, pairs)).rejects.toThrow(
      "data: expected samples of the model's shape, [4], got [3].",
    );
  });
});
