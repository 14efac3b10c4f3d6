import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AeLabError, ArgumentError, Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noiseImages } from '../../test/images';
import type { ImageDataset } from '../data/dataset';
import { squaredErrorLoss } from '../losses/reconstruction-loss';
import { buildDecoder, buildEncoder } from '../networks/encoder-decoder';
import { adam } from '../optimizers/adam';
import { rmsprop } from '../optimizers/rmsprop';
import { cosineDecay } from '../optimizers/schedule';
import { saveModel } from '../persistence/save-model';
import { fit } from './fit';
import type { FitOptions } from './fit-options';
import type { EpochRecord } from './history';
import { networkVariables, type Objective, type TrainingStep } from './training-step';

let place: string;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(async () => {
  place = join(await mkdtemp(join(tmpdir(), 'ae-lab-')), 'checkpoint');
});
afterEach(() => rm(join(place, '..'), { recursive: true }));

/**
 * Everything that a checkpoint has to hold: moving averages, dropout, moments, a schedule, and a table of offsets to the
 * codes.
 */
function makeStep(peak = 0.02, width = 6, optimizer: typeof adam | typeof rmsprop = adam): TrainingStep {
  const architecture = { kind: 'dense', widths: [width], batchNormalization: true, dropout: 0.2 } as const;
  const encoder = buildEncoder({ imageShape: [3, 3, 1], outputs: 2, architecture, rng: new Rng(1) });
  const decoder = buildDecoder({ imageShape: [3, 3, 1], latentDim: 2, architecture, rng: new Rng(2) });
  const networks = [encoder, decoder];
  const table = tf.variable(tf.zeros([30, 2]));
  const state = [...networkVariables(networks), table];
  const objective: Objective = {
    name: 'autoencoder',
    optimizer: optimizer({ learningRate: cosineDecay({ peak, warmup: 0.1 }) }),
    training: networks,
    variables: () => networkVariables(networks, 'trainable'),
    rows: { name: 'offsets', table, optimizer: adam({ learningRate: 0.05 }), project: (rows) => tf.mul(rows, 0.99) },
    loss: ({ images }, pass) => {
      const codes = pass.apply(encoder, images);
      return { loss: squaredErrorLoss(images, pass.apply(decoder, pass.rows ? tf.add(codes, pass.rows) : codes)) };
    },
  };
  return { objectives: [objective], state };
}

const options: FitOptions = {
  epochs: 6,
  batchSize: 8,
  seed: 3,
  validation: noiseImages(10, [3, 3, 1], 2),
  earlyStopping: { patience: 6 },
};
const data = noiseImages(30, [3, 3, 1]);

const weightsOf = ({ state }: TrainingStep) => state.map((variable) => Array.from(variable.dataSync()));
const losses = (epochs: readonly EpochRecord[]) => epochs.map(({ train, validation }) => [train, validation]);

/** Trains until an epoch has ended and the next one has begun, like a process that is stopped at that point. */
async function interrupted(epoch: number): Promise<void> {
  const controller = new AbortController();
  let steps = 0;
  const stepsPerEpoch = Math.ceil(data.size / 8);
  const afterUpdate = () => void (++steps === epoch * stepsPerEpoch + 2 && controller.abort());
  const { signal } = controller;
  await fit({ ...makeStep(), afterUpdate }, data, { ...options, checkpoint: { place }, signal });
}

describe('a training with checkpoints', () => {
  it.each([1, 4])('interrupted after epoch %i ends with the same weights, bit for bit', async (epoch) => {
    const whole = makeStep();
    const expected = await fit(whole, data, options);
    await interrupted(epoch);
    const resumed = makeStep();
    const seen: number[] = [];
    const callbacks = [{ onEpochEnd: (record: EpochRecord) => void seen.push(record.epoch) }];
    const history = await fit(resumed, data, { ...options, checkpoint: { place }, callbacks });
    expect(seen[0]).toBe(epoch + 1);
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    expect(losses(history.epochs)).toEqual(losses(expected.epochs));
    expect(history).toMatchObject({ stopped: 'completed', bestEpoch: expected.bestEpoch });
  });

  it('that is complete is not repeated', async () => {
    const first = makeStep();
    const history = await fit(first, data, { ...options, checkpoint: { place } });
    const second = makeStep();
    const onEpochEnd = () => expect.unreachable();
    expect(await fit(second, data, { ...options, checkpoint: { place }, callbacks: [{ onEpochEnd }] })).toEqual(
      history,
    );
    expect(weightsOf(second)).toEqual(weightsOf(first));
  });

  it('saves every `everyEpochs` epochs', async () => {
    const controller = new AbortController();
    const onEpochEnd = ({ epoch }: EpochRecord) => void (epoch === 5 && controller.abort());
    const checkpoint = { place, everyEpochs: 2 };
    await fit(makeStep(), data, { ...options, checkpoint, signal: controller.signal, callbacks: [{ onEpochEnd }] });
    const seen: number[] = [];
    const callbacks = [{ onEpochEnd: ({ epoch }: EpochRecord) => void seen.push(epoch) }];
    await fit(makeStep(), data, { ...options, checkpoint, callbacks });
    expect(seen).toEqual([5, 6]);
  });

  it.each([
    [{ place: '' }, 'checkpoint.place: expected a folder or a file:// URL in Node, got "".'],
    [{ place: 'https://localhost/run' }, 'checkpoint.place: expected a folder or a file:// URL in Node, got "https'],
    [{ place: 'run', everyEpochs: 0 }, 'checkpoint.everyEpochs: expected a whole number of at least 1, got 0.'],
    [{ place: 'run', every: 2 }, 'checkpoint: expected no other options than place, everyEpochs, extend, got "every".'],
  ])('refuses %j before it trains', async (checkpoint, message) => {
    const afterUpdate = () => expect.unreachable();
    await expect(fit({ ...makeStep(), afterUpdate }, data, { ...options, checkpoint })).rejects.toThrow(message);
  });

  it('is not replaced by a model that is saved to its place', async () => {
    const model = { className: 'Model', options: {}, networks: {}, tensors: {} };
    await interrupted(2);
    await expect(saveModel(place, model)).rejects.toThrow(ArgumentError);
    await expect(saveModel(place, model)).rejects.toThrow(
      `place: expected a place without the checkpoint of a training, which would be lost, got "${place}".`,
    );
    expect((await fit(makeStep(), data, { ...options, checkpoint: { place } })).epochs).toHaveLength(6);
  });

  it('refuses a zip file as its place, before anything is written', async () => {
    const before = await readdir(join(place, '..'));
    await expect(fit(makeStep(), data, { ...options, checkpoint: { place: `${place}.zip` } })).rejects.toThrow(
      'checkpoint.place: expected a folder, as saves in Node are; save to a folder and zip it afterwards, got "',
    );
    expect(await readdir(join(place, '..'))).toEqual(before);
  });

  it('refuses a place that holds another model', async () => {
    await saveModel(place, { className: 'Autoencoder', options: {}, networks: {}, tensors: { a: tf.scalar(1) } });
    const step = makeStep();
    const before = tf.memory().numTensors;
    await expect(fit(step, data, { ...options, checkpoint: { place } })).rejects.toThrow(
      'checkpoint.place: expected a checkpoint, or nothing yet, got "Autoencoder".',
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, string, string, { options?: FitOptions; step?: TrainingStep; images?: ImageDataset }]>([
    ['settings', 'batchSize 9, seed 4', 'batchSize 8, seed 3', { options: { batchSize: 9, seed: 4 } }],
    ['data', 'the same data', 'other data', { images: noiseImages(30, [3, 3, 1], 5) }],
    ['model', 'the same model', 'another model', { step: { ...makeStep(), settings: { beta: 4 } } }],
    ['learning rate', 'the same learning rate', 'another learning rate', { step: makeStep(0.5) }],
    ['optimizer', 'the same optimizer', 'another optimizer', { step: makeStep(0.02, 6, rmsprop) }],
    ['network', 'the same network', 'another network', { step: makeStep(0.02, 5) }],
  ])('refuses a checkpoint of another training, by its %s', async (_, wanted, found, other) => {
    await interrupted(2);
    const step = other.step ?? makeStep();
    const before = tf.memory().numTensors;
    const attempt = fit(step, other.images ?? data, { ...options, ...other.options, checkpoint: { place } });
    await expect(attempt).rejects.toThrow(
      `checkpoint.place: expected a checkpoint of a training with ${wanted}, got "one with ${found}".`,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('resumes with images that are augmented at random, and leaks no tensor', async () => {
    const rng = new Rng(8);
    const batch = (indices: ArrayLike<number>) => {
      const { images, ...rest } = data.batch(indices);
      const changed = tf.add(images, 0.1 * rng.uniform()) as tf.Tensor4D;
      images.dispose();
      return { ...rest, images: changed };
    };
    const changing = { ...data, batch };
    const controller = new AbortController();
    const onEpochEnd = () => controller.abort();
    const checkpoint = { place };
    const aborted = { ...options, checkpoint, signal: controller.signal, callbacks: [{ onEpochEnd }] };
    const step = makeStep();
    const before = tf.memory().numTensors;
    await fit(step, changing, aborted);
    const { epochs } = await fit(step, changing, { ...options, checkpoint });
    expect(epochs).toHaveLength(6);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is the only one that uses the place, from its start to its end', async () => {
    let attempts = 0;
    const onEpochEnd = async ({ epoch }: EpochRecord) => {
      if (epoch > 1) return;
      const refusal = new RegExp(`${place}: process ${process.pid} on .* is training with this place`);
      const second = fit(makeStep(), data, { ...options, checkpoint: { place } });
      await expect(second).rejects.toThrow(refusal);
      const other = saveModel(place, { className: 'A', options: {}, networks: {}, tensors: {} });
      await expect(other).rejects.toThrow(refusal);
      attempts++;
    };
    await fit(makeStep(), data, { ...options, checkpoint: { place }, callbacks: [{ onEpochEnd }] });
    expect(attempts).toBe(1);
    expect((await fit(makeStep(), data, { ...options, checkpoint: { place } })).epochs).toHaveLength(6);
  });

  it('whose folder is deleted meanwhile ends with an error that says so, and keeps its weights', async () => {
    const step = makeStep();
    let weights: number[][] = [];
    const onEpochEnd = async ({ epoch }: EpochRecord) => {
      weights = weightsOf(step);
      if (epoch === 2) await rm(place, { recursive: true });
    };
    const training = fit(step, data, { ...options, checkpoint: { place }, callbacks: [{ onEpochEnd }] });
    await expect(training).rejects.toThrow(AeLabError);
    await expect(training).rejects.toThrow(
      `${place}: this folder is gone, deleted or moved while a training used it. The model keeps its weights`,
    );
    expect(weightsOf(step)).toEqual(weights);
    expect(await readdir(join(place, '..'))).toEqual([]);
  });

  it('that has lost the place to another saves no more', async () => {
    const onEpochEnd = async () => writeFile(join(place, '.ae-lab-lease-9'), 'another');
    const training = fit(makeStep(), data, { ...options, checkpoint: { place }, callbacks: [{ onEpochEnd }] });
    await expect(training).rejects.toThrow(/was silent for so long that another process took over/);
    expect(await readdir(place)).not.toContain('config.json');
  });
});
