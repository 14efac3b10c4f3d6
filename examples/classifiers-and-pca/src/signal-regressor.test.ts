import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { type Dataset, DisposedError, disposeBatch, sgd } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { SignalRegressor } from './signal-regressor';
import { type SignalBatch, type ToySignalsOptions, toySignals } from './toy-signals';

type Target = ToySignalsOptions['kind'];

/** Returns the mean squared error as a share of the targets' variance. */
async function unexplained(regressor: SignalRegressor, data: Dataset<SignalBatch>): Promise<number> {
  const batch = await data.batch(Array.from({ length: data.size }, (_, i) => i));
  const share = tf.tidy(() => {
    const error = tf.mean(tf.squaredDifference(regressor.predict(batch.samples), batch.targets));
    return tf.div(error, tf.moments(batch.targets).variance).dataSync()[0];
  });
  disposeBatch(batch);
  return share;
}

async function learn(kind: 'linear' | 'convolutional', target: Target, epochs: number): Promise<number> {
  const regressor = new SignalRegressor({ length: 16, kind, seed: 1 });
  await regressor.fit(toySignals({ kind: target, size: 8000, seed: 1 }), { epochs, batchSize: 100 });
  const share = await unexplained(regressor, toySignals({ kind: target, size: 1000, seed: 2 }));
  regressor.dispose();
  return share;
}

describe('SignalRegressor', () => {
  beforeAll(() => useWasmBackend());

  it.each<Target>(['linear', 'rectified-filters', 'window-maximum'])(
    'convolutional: learns the %s function',
    async (target) => {
      expect(await learn('convolutional', target, 12)).toBeLessThan(1e-3);
    },
  );

  it.each<[Target, number, number]>([
    ['linear', 0, 1e-3],
    ['rectified-filters', 0.05, 2],
    ['window-maximum', 0.05, 2],
  ])('linear: for the %s function, leaves at least %d of the variance unexplained', async (target, least, most) => {
    const share = await learn('linear', target, 4);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThan(most);
  });

  it.each(['linear', 'convolutional'] as const)(
    '%s: is the same after saving and loading, and leaves no tensor behind',
    async (kind) => {
      const data = toySignals({ kind: 'window-maximum', size: 40, seed: 1, length: 8 });
      const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
      const owned = tf.memory().numTensors;
      const regressor = new SignalRegressor({ length: 8, kind, seed: 1 });
      await regressor.fit(data, { epochs: 2, validation: data });
      await regressor.save(join(folder, 'model'));
      const { load } = SignalRegressor;
      const loaded = await load(join(folder, 'model'));
      expect(await unexplained(loaded, data)).toBe(await unexplained(regressor, data));
      expect(loaded.toSaved().options).toEqual(regressor.toSaved().options);
      expect(loaded.sampleShape).toEqual([8, 1]);
      regressor.dispose();
      loaded.dispose();
      expect(tf.memory().numTensors).toBe(owned);
      await rm(folder, { recursive: true });
    },
  );

  it.each(['linear', 'convolutional'] as const)('%s: the seed decides the initial weights', (kind) => {
    const weights = (seed: number) => {
      const regressor = new SignalRegressor({ length: 8, kind, seed });
      const { network } = regressor.toSaved().networks;
      const values = network.getWeights().map((weight) => Array.from(weight.dataSync()));
      regressor.dispose();
      return values;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
  });

  it('refuses any use after dispose(), and frees its tensors once', async () => {
    const data = toySignals({ kind: 'linear', size: 4, seed: 1, length: 8 });
    const before = tf.memory().numTensors;
    const regressor = new SignalRegressor({ length: 8 });
    regressor.dispose();
    regressor.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => regressor.predict(tf.tidy(() => tf.zeros([2, 8, 1])))).toThrow(DisposedError);
    expect(() => regressor.step(sgd())).toThrow(DisposedError);
    await expect(regressor.fit(data)).rejects.toThrow(DisposedError);
    await expect(regressor.save('nowhere')).rejects.toThrow(DisposedError);
  });

  it('records its options with their defaults', () => {
    const regressor = new SignalRegressor({ length: 8 });
    expect(regressor.toSaved().options).toEqual({ length: 8, kind: 'convolutional', seed: 0 });
    regressor.dispose();
  });

  it('refuses signals of another length, and options that are unknown or out of range', async () => {
    const regressor = new SignalRegressor({ length: 8 });
    const data = toySignals({ kind: 'linear', size: 4, length: 8 });
    const longer = toySignals({ kind: 'linear', size: 4, length: 9 });
    expect(() => tf.tidy(() => regressor.predict(tf.zeros([2, 9, 1])))).toThrow();
    await expect(regressor.fit(undefined as never)).rejects.toThrow('data: expected an ImageDataset');
    await expect(regressor.fit(longer)).rejects.toThrow('data.sampleShape: expected [8, 1], got [9, 1].');
    const validated = regressor.fit(data, { validation: longer });
    await expect(validated).rejects.toThrow('validation.sampleShape: expected [8, 1], got [9, 1].');
    await expect(regressor.fit(data, { epoch: 1 } as object)).rejects.toThrow('"epoch"');
    regressor.dispose();
    expect(() => new SignalRegressor({ length: 2 })).toThrow('length: expected a whole number of at least 3, got 2.');
    expect(() => new SignalRegressor({ length: 8, kind: 'cubic' as 'linear' })).toThrow('kind');
  });
});
