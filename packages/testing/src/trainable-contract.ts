import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  batches,
  disposeBatch,
  type ImageDataset,
  type ImageShape,
  type LoadOptions,
  load,
  type ModelClass,
} from '@ae-lab/core';
import { type ArrayDataset, syntheticDigits } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends';
import { expectDamageRefused } from './expect-damage-refused';
import { type DisposableModel, expectDisposal, type Uses } from './expect-disposal';
import { expectEditedOptionsRefused } from './expect-edited-options-refused';

/** A model that is trained on images, saved and freed. */
export interface TrainableModel extends DisposableModel {
  fit(data: ImageDataset, options?: object): Promise<unknown>;
}

/** The functions by which a contract makes and trains the models of one class. */
export interface TrainableContract<M extends TrainableModel> {
  readonly modelClass: ModelClass<M> & { load(place: string, options?: LoadOptions): Promise<M> };
  readonly make: (imageShape: ImageShape, seed: number) => M;
  /** Trains the model briefly. */
  readonly fit: (model: M, data: ImageDataset, seed: number) => Promise<unknown>;
  /** Whether the model's own seed decides anything. Default true. */
  readonly seeded?: boolean;
  /** Whether the model's `fit` takes options. Default true. */
  readonly hasFitOptions?: boolean;
  /** The backends to test on. Default: all. Convolutions train a hundred times slower on 'cpu'. */
  readonly backends?: typeof BACKENDS;
  /**
   * Further uses of the model, by name, all of which must be refused after `dispose()`. The contract of its kind has `fit`,
   * `save` and the outputs that such models have in common. Default: none.
   */
  readonly uses?: (model: M, images: tf.Tensor4D) => Uses;
}

/**
 * Tests what holds for every model on every backend: its seed decides it, saving and loading preserve it, it leaves no tensor
 * behind, and it refuses any use after `dispose()`.
 *
 * @param outputs everything that the model computes from images.
 * @param more the tests for this kind of model.
 */
export function describeTrainable<M extends TrainableModel>(
  name: string,
  { make, fit, modelClass, seeded = true, hasFitOptions = true, backends = BACKENDS, uses }: TrainableContract<M>,
  outputs: (model: M, images: tf.Tensor4D) => tf.Tensor[],
  more: () => void,
): void {
  const onDigits = (model: M, data: ArrayDataset) => onImages(data, (images) => outputs(model, images));
  describe.each(backends)(`${name} on %s`, (_, start) => {
    beforeAll(async () => {
      await start();
    });

    it('is the same model for the same seed, bit for bit, and another model for another seed', async () => {
      const data = syntheticDigits({ size: 24, seed: 3, imageShape: [12, 12, 1] });
      const trained = async (seed: number) => {
        const model = make([12, 12, 1], seed);
        await fit(model, data, 6);
        const results = onDigits(model, data);
        model.dispose();
        return results;
      };
      const expected = await trained(5);
      expect(await trained(5)).toEqual(expected);
      if (seeded) expect(await trained(7)).not.toEqual(expected);
    });

    it('is the same after saving and loading', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
      const data = syntheticDigits({ size: 24, seed: 4, imageShape: [12, 12, 1] });
      const model = make([12, 12, 1], 1);
      await fit(model, data, 1);
      await model.save(join(folder, 'model'));
      const reason = new Error('never mind');
      const stopped = modelClass.load(join(folder, 'model'), { signal: AbortSignal.abort(reason) });
      await expect(stopped).rejects.toBe(reason);
      const loaded = await load(join(folder, 'model'), [modelClass]);
      const expected = onDigits(model, data);
      for (const [i, { values }] of onDigits(loaded, data).entries()) {
        expect(values).toEqual(expected[i].values.map((value) => expect.closeTo(value, 5)));
      }
      expect(loaded.toSaved().options).toEqual(model.toSaved().options);
      model.dispose();
      loaded.dispose();
      await rm(folder, { recursive: true });
    });

    it('refuses a damaged save by its file and part, and leaves nothing behind', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
      const model = make([12, 12, 1], 1);
      await fit(model, syntheticDigits({ size: 24, seed: 4, imageShape: [12, 12, 1] }), 1);
      await expectDamageRefused(folder, modelClass, model.toSaved());
      model.dispose();
      await rm(folder, { recursive: true });
    });

    it('refuses edited options of a save by their file and name, and leaves nothing behind', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
      const model = make([12, 12, 1], 1);
      await fit(model, syntheticDigits({ size: 24, seed: 4, imageShape: [12, 12, 1] }), 1);
      await expectEditedOptionsRefused(join(folder, 'model'), modelClass, model.toSaved());
      model.dispose();
      await rm(folder, { recursive: true });
    });

    it.runIf(hasFitOptions)('refuses unknown options of fit', async () => {
      const data = syntheticDigits({ size: 24, seed: 4, imageShape: [12, 12, 1] });
      const model = make([12, 12, 1], 1);
      const message = /^options: expected no other options than .*, got "misspelt"\.$/;
      await expect(model.fit(data, { misspelt: 1 })).rejects.toThrow(message);
      model.dispose();
    });

    it('leaves no tensor behind', async () => {
      const data = syntheticDigits({ size: 24, seed: 5, imageShape: [12, 12, 1] });
      // The first model creates the tensors that a backend keeps for good.
      const warmUp = make([12, 12, 1], 1);
      await fit(warmUp, data, 1);
      warmUp.dispose();
      const empty = tf.memory().numTensors;
      const model = make([12, 12, 1], 1);
      await fit(model, data, 1);
      const owned = tf.memory().numTensors;
      await fit(model, data, 1);
      for await (const { images } of batches(data, 20)) tf.dispose(outputs(model, images));
      expect(tf.memory().numTensors).toBe(owned);
      model.dispose();
      expect(tf.memory().numTensors).toBe(empty);
    });

    it('refuses any use after dispose(), and frees its tensors once', async () => {
      const data = syntheticDigits({ size: 24, seed: 6, imageShape: [12, 12, 1] });
      const model = make([12, 12, 1], 1);
      await fit(model, data, 1);
      const batch = data.batch([0, 1]);
      await expectDisposal(model, {
        ...uses?.(model, batch.images),
        outputs: () => outputs(model, batch.images),
        fit: () => fit(model, data, 1),
      });
      disposeBatch(batch);
    });

    more();
  });
}

/** The values of a tensor, with their shape. */
export interface Result {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Returns the values that `compute` gives for all images of a data set at once. */
export function onImages(data: ArrayDataset, compute: (images: tf.Tensor4D) => tf.Tensor[]): Result[] {
  const batch = data.batch(Array.from({ length: data.size }, (_, i) => i));
  const tensors = tf.tidy(() => compute(batch.images));
  const results = tensors.map((tensor) => ({ shape: tensor.shape, values: Array.from(tensor.dataSync()) }));
  tf.dispose(tensors);
  disposeBatch(batch);
  return results;
}
