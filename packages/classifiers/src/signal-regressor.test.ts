import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, disposeBatch, type ImageDataset, saveModel, sgd } from '@ae-lab/core';
import { syntheticDigits, type ToySignalsOptions, toySignals } from '@ae-lab/datasets';
import { BACKENDS, expectDisposal } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { SignalRegressor } from './signal-regressor';

type Kind = ToySignalsOptions['kind'];

/** Returns the mean squared error as a share of the targets' variance. */
function unexplained(regressor: SignalRegressor, data: ImageDataset): number {
  const batch = data.batch(Array.from({ length: data.size }, (_, i) => i));
  const share = tf.tidy(() => {
    const error = tf.mean(tf.squaredDifference(regressor.predict(batch.images), batch.targets!));
    return tf.div(error, tf.moments(batch.targets!).variance).dataSync()[0];
  });
  disposeBatch(batch);
  return share;
}

async function learn(kind: 'linear' | 'convolutional', func: Kind, epochs: number): Promise<number> {
  const regressor = new SignalRegressor({ length: 16, kind, seed: 1 });
  await regressor.fit(toySignals({ kind: func, size: 8000, seed: 1 }), { epochs, batchSize: 100 });
  const share = unexplained(regressor, toySignals({ kind: func, size: 1000, seed: 2 }));
  regressor.dispose();
  return share;
}

describe('SignalRegressor', () => {
  beforeAll(() => BACKENDS[1][1]());

  it.each<Kind>(['linear', 'rectified-filters', 'window-maximum'])(
    'convolutional: learns the %s function',
    async (func) => {
      expect(await learn('convolutional', func, 12)).toBeLessThan(1e-3);
    },
  );

  it.each<[Kind, number, number]>([
    ['linear', 0, 1e-3],
    ['rectified-filters', 0.05, 2],
    ['window-maximum', 0.05, 2],
  ])('linear: for the %s function, leaves at least %d of the variance unexplained', async (func, least, most) => {
    const share = await learn('linear', func, 4);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThan(most);
  });

  it('is the same after saving and loading, and leaves no tensor behind', async () => {
    const data = toySignals({ kind: 'window-maximum', size: 40, seed: 1, length: 8 });
    const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    const owned = tf.memory().numTensors;
    const regressor = new SignalRegressor({ length: 8, seed: 1 });
    await regressor.fit(data, { epochs: 2, validation: data });
    await regressor.save(join(folder, 'model'));
    const loaded = await SignalRegressor.load(join(folder, 'model'));
    expect(unexplained(loaded, data)).toBe(unexplained(regressor, data));
    expect(loaded.toSaved().options).toEqual(regressor.toSaved().options);
    regressor.dispose();
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(owned);
    await rm(folder, { recursive: true });
  });

  it.each(['linear', 'convolutional'] as const)('%s: the seed decides the initial weights', (kind) => {
    const weights = (seed: number) => {
      const regressor = new SignalRegressor({ length: 8, kind, seed });
      const values = regressor.network.getWeights().map((weight) => Array.from(weight.dataSync()));
      regressor.dispose();
      return values;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
  });

  it('refuses any use after dispose(), and frees its tensors once', async () => {
    const data = toySignals({ kind: 'linear', size: 4, seed: 1, length: 8 });
    const { images, targets } = data.batch([0, 1]);
    const regressor = new SignalRegressor({ length: 8 });
    await expectDisposal(regressor, {
      network: () => regressor.network,
      predict: () => regressor.predict(images),
      step: () => regressor.step(sgd()),
      fit: () => regressor.fit(data),
    });
    tf.dispose([images, targets!]);
  });

  it('records its options with their defaults', () => {
    const regressor = new SignalRegressor({ length: 8 });
    expect(regressor.toSaved().options).toEqual({ length: 8, kind: 'convolutional', seed: 0 });
    regressor.dispose();
  });

  it('loads saves of version 0.1, which hold only the options given, with an unbound load', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    const regressor = new SignalRegressor({ length: 8, kind: 'linear' });
    const options = { length: 8, kind: 'linear' };
    const networks = { network: regressor.network };
    await saveModel(join(folder, 'model'), { className: 'SignalRegressor', options, networks, tensors: {} });
    const { load } = SignalRegressor;
    const loaded = await load(join(folder, 'model'));
    expect([loaded.imageShape, loaded.toSaved().options]).toEqual([[1, 8, 1], options]);
    const data = toySignals({ kind: 'linear', size: 40, seed: 1, length: 8 });
    expect(unexplained(loaded, data)).toBe(unexplained(regressor, data));
    for (const owned of [regressor, loaded]) owned.dispose();
    await rm(folder, { recursive: true });
  });

  it('takes a network of your own, and refuses one of another shape or with other options beside it', () => {
    const of = (units: number, width: number) =>
      sequential({ layers: [layers.flatten({ inputShape: [1, width, 1] }), layers.dense({ units })] });
    const regressor = new SignalRegressor({ network: of(1, 5) });
    expect(regressor.imageShape).toEqual([1, 5, 1]);
    expect(regressor.toSaved().options).toEqual({ length: 5 });
    regressor.dispose();
    const twoOutputs = of(2, 5);
    expect(() => new SignalRegressor({ network: twoOutputs })).toThrow(
      'network: expected a network from signals [n, 1, length, 1] to predictions [n, 1], got "[,1,5,1] to [,2]".',
    );
    expect(() => new SignalRegressor({ network: twoOutputs, length: 5 } as object as never)).toThrow(
      'options: expected no other options than network beside network, got "length".',
    );
    twoOutputs.dispose();
  });

  it('refuses signals of another length, missing targets and options out of range', async () => {
    const regressor = new SignalRegressor({ length: 8 });
    expect(() => regressor.predict(tf.tidy(() => tf.zeros([2, 1, 9, 1])))).toThrow(ArgumentError);
    const longer = toySignals({ kind: 'linear', size: 4, length: 9 });
    await expect(regressor.fit(undefined as never)).rejects.toThrow('data: expected an ImageDataset');
    await expect(regressor.fit(longer)).rejects.toThrow('data.imageShape: expected [1, 8, 1], got [1, 9, 1].');
    const images = syntheticDigits({ size: 4, imageShape: [1, 8, 1] });
    await expect(regressor.fit(images)).rejects.toThrow('data: expected signals with targets [n, 1], got "none".');
    regressor.dispose();
    expect(() => new SignalRegressor({ length: 2 })).toThrow('length: expected a whole number of at least 3, got 2.');
    expect(() => new SignalRegressor({ length: 8, kind: 'cubic' as 'linear' })).toThrow('kind');
  });
});
