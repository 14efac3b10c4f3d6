import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noiseImages } from '../../test/images';
import { squaredErrorLoss } from '../losses/reconstruction-loss';
import { buildDecoder, buildEncoder } from '../networks/encoder-decoder';
import { adam } from '../optimizers/adam';
import { cosineDecay, exponentialDecay, type Schedule } from '../optimizers/schedule';
import { fit } from './fit';
import type { FitOptions } from './fit-options';
import type { History } from './history';
import { networkVariables, type TrainingStep } from './training-step';

let place: string;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(async () => {
  place = join(await mkdtemp(join(tmpdir(), 'ae-lab-')), 'checkpoint');
});
afterEach(() => rm(join(place, '..'), { recursive: true }));

const data = noiseImages(30, [3, 3, 1]);
const validation = noiseImages(10, [3, 3, 1], 2);

/** An autoencoder with dropout, batch statistics and a table of offsets; the penalty of its codes grows if it is annealed. */
function makeStep(learningRate: number | Schedule, isAnnealed = false): TrainingStep {
  const architecture = { kind: 'dense', widths: [6], batchNormalization: true, dropout: 0.2 } as const;
  const encoder = buildEncoder({ imageShape: [3, 3, 1], outputs: 2, architecture, rng: new Rng(1) });
  const decoder = buildDecoder({ imageShape: [3, 3, 1], latentDim: 2, architecture, rng: new Rng(2) });
  const networks = [encoder, decoder];
  const table = tf.variable(tf.zeros([30, 2]));
  return {
    state: [...networkVariables(networks), table],
    objectives: [
      {
        name: 'autoencoder',
        optimizer: adam({ learningRate }),
        training: networks,
        variables: () => networkVariables(networks, 'trainable'),
        rows: { name: 'offsets', table, optimizer: adam({ learningRate: 0.05 }) },
        loss: ({ images }, pass) => {
          const codes = pass.apply(encoder, images);
          const moved = pass.rows ? tf.add(codes, pass.rows) : codes;
          const loss = squaredErrorLoss(images, pass.apply(decoder, moved));
          return { loss: isAnnealed ? tf.add(loss, tf.mul(tf.mean(tf.square(codes)), pass.progress)) : loss };
        },
      },
    ],
  };
}

/** Trains a new model, and returns what it has learnt and its history without the times. */
async function train(step: TrainingStep, options: FitOptions) {
  const { epochs, ...end } = await fit(step, data, { batchSize: 8, seed: 3, ...options });
  const losses = epochs.map(({ train, validation, learningRates }) => ({ train, validation, learningRates }));
  return { weights: step.state.map((variable) => Array.from(variable.dataSync())), losses, ...end };
}

describe('a finished training with more epochs', () => {
  it.each<[string, Schedule | number]>([
    ['a constant learning rate', 0.02],
    ['a schedule that depends on the step alone', exponentialDecay({ initial: 0.02, rate: 0.9, decaySteps: 4 })],
  ])('goes on with %s as one of that length from the start, bit for bit', async (_, rate) => {
    const earlyStopping = { patience: 9 };
    const whole = await train(makeStep(rate), { epochs: 5, validation, earlyStopping });
    await train(makeStep(rate), { epochs: 2, validation, earlyStopping, checkpoint: { place } });
    const extended = await train(makeStep(rate), { epochs: 5, validation, earlyStopping, checkpoint: { place } });
    expect(extended).toEqual(whole);
    expect(extended.losses).toHaveLength(5);
  });

  it('is refused with a schedule that depends on their number, unless it is extended', async () => {
    const rate = cosineDecay({ peak: 0.02 });
    await train(makeStep(rate), { epochs: 2, checkpoint: { place } });
    const step = makeStep(rate);
    const before = tf.memory().numTensors;
    const refused = train(step, { epochs: 4, checkpoint: { place } });
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow(
      "epochs: expected 2, since the learning rate of 'autoencoder' depends on it, or checkpoint: { extend: true }, got 4.",
    );
    expect(tf.memory().numTensors).toBe(before);
    const extended = await train(step, { epochs: 4, checkpoint: { place, extend: true } });
    const rates = extended.losses.map(({ learningRates }) => learningRates.autoencoder);
    // Four steps in each epoch: the last ones of the first two epochs by the old schedule, then by the new one.
    const expected = [rate(3, 8), rate(7, 8), rate(11, 16), rate(15, 16)];
    expect(rates).toEqual(expected.map((value) => expect.closeTo(value, 12)));
    const again = await train(makeStep(rate), { epochs: 4, checkpoint: { place } });
    expect(again).toEqual(extended);
  });

  it('is refused with a loss that depends on the progress, unless it is extended', async () => {
    await train(makeStep(0.02, true), { epochs: 1, checkpoint: { place } });
    await expect(train(makeStep(0.02, true), { epochs: 2, checkpoint: { place } })).rejects.toThrow(
      "epochs: expected 1, since the loss of 'autoencoder' depends on it, or checkpoint: { extend: true }, got 2.",
    );
    const extended = await train(makeStep(0.02, true), { epochs: 2, checkpoint: { place, extend: true } });
    expect(extended.losses).toHaveLength(2);
  });

  it('needs at least the epochs that are done', async () => {
    await train(makeStep(0.02), { epochs: 3, checkpoint: { place } });
    await expect(train(makeStep(0.02), { epochs: 2, checkpoint: { place } })).rejects.toThrow(
      'epochs: expected at least the 3 of the checkpoint, got 2.',
    );
  });
});

describe('early stopping', () => {
  /** Training on noise does not improve the validation loss for long. */
  const options = (patience: number, epochs = 60): FitOptions => ({
    epochs,
    validation,
    earlyStopping: { patience },
    checkpoint: { place },
  });

  it('that ended a training lets it go on with more patience, as with that patience from the start', async () => {
    const first = await train(makeStep(0.05), options(1));
    expect(first.stopped).toBe('early');
    const extended = await train(makeStep(0.05), options(4));
    const { checkpoint, ...fromStart } = options(4);
    expect(extended).toEqual(await train(makeStep(0.05), fromStart));
    expect(extended.losses.length).toBeGreaterThan(first.losses.length);
  });

  it('that ended a training ends it again, whatever the number of epochs', async () => {
    const first = await train(makeStep(0.05), options(1));
    expect(await train(makeStep(0.05), options(1, 80))).toEqual(first);
  });

  it('no longer ends a training that goes on without it', async () => {
    const first = await train(makeStep(0.05), options(1));
    const epochs = first.losses.length + 2;
    const goneOn = await train(makeStep(0.05), { epochs, validation, checkpoint: { place } });
    expect(goneOn).toEqual(await train(makeStep(0.05), { epochs, validation }));
  });

  it.each<[Partial<FitOptions['earlyStopping']>, string]>([
    [{ minDelta: 0.1 }, 'earlyStopping.minDelta: expected 0, as in the checkpoint, got 0.1.'],
    [{ mode: 'max' }, 'earlyStopping.mode: expected min, as in the checkpoint, got "max".'],
    [{ monitor: 'val' }, 'earlyStopping.monitor: expected loss, as in the checkpoint, got "val".'],
  ])('by %j is refused after another one', async (changed, message) => {
    await train(makeStep(0.05), options(1));
    const earlyStopping = { patience: 1, ...changed };
    await expect(train(makeStep(0.05), { ...options(1), earlyStopping })).rejects.toThrow(message);
  });

  it('that a checkpoint does not have begins only if the training is extended', async () => {
    const epochs = 2;
    await train(makeStep(0.05), { epochs, validation, checkpoint: { place } });
    const withIt = options(3, 4);
    await expect(train(makeStep(0.05), withIt)).rejects.toThrow('earlyStopping: expected none, as in the checkpoint');
    const history: Omit<History, 'epochs'> = await train(makeStep(0.05), {
      ...withIt,
      checkpoint: { place, extend: true },
    });
    expect(history.bestEpoch).toBeGreaterThan(epochs);
  });
});
