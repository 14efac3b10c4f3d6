import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ArgumentError,
  batches,
  type Classifier,
  disposeBatch,
  type ImageDataset,
  type ImageShape,
  load,
  type ModelClass,
  type Saveable,
} from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { memory, type Tensor1D, type Tensor4D, tidy, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends';

/** A classifier as the packages make them. */
export interface ImageClassifyingModel extends Classifier, Saveable {
  classify(images: Tensor4D): Tensor1D;
  save(place: string): Promise<void>;
  dispose(): void;
}

export interface ClassifierContract<M extends ImageClassifyingModel> {
  readonly modelClass: ModelClass<M>;
  /** A classifier of ten classes. */
  readonly make: (imageShape: ImageShape, seed: number) => M;
  /** Trains it for a moment. */
  readonly fit: (model: M, data: ImageDataset, seed: number) => Promise<unknown>;
  /** Default: all. Convolutions train a hundred times slower on 'cpu'. */
  readonly backends?: typeof BACKENDS;
}

/** What every classifier keeps to, whatever it is inside. */
export function describeClassifier<M extends ImageClassifyingModel>(
  name: string,
  contract: ClassifierContract<M>,
): void {
  const { make, fit, modelClass, backends = BACKENDS } = contract;
  describe.each(backends)(`${name} on %s`, (_, start) => {
    beforeAll(async () => {
      await start();
    });

    it.each<ImageShape>([
      [12, 12, 1],
      [13, 15, 3],
    ])('classifies images of %i x %i x %i by their largest logits', async (...imageShape) => {
      const data = syntheticDigits({ size: 24, seed: 1, imageShape });
      const model = make(imageShape, 1);
      await fit(model, data, 1);
      const logits = logitsOf(model, data);
      expect(logits.length).toBe(24 * model.classes);
      expect(logits.every(Number.isFinite)).toBe(true);
      const largest = Array.from({ length: 24 }, (_, i) => {
        const row = logits.slice(i * model.classes, (i + 1) * model.classes);
        return row.indexOf(Math.max(...row));
      });
      expect(classesOf(model, data)).toEqual(largest);
      model.dispose();
    });

    it('learns: it is right more often than by always naming the most frequent class', async () => {
      const data = syntheticDigits({ size: 120, seed: 2, imageShape: [12, 12, 1] });
      const model = make([12, 12, 1], 1);
      await fit(model, data, 1);
      const counts = Array.from({ length: 10 }, (_, label) => data.labels!.filter((other) => other === label).length);
      const right = classesOf(model, data).filter((label, i) => label === data.labels![i]);
      expect(right.length).toBeGreaterThan(1.5 * Math.max(...counts));
      model.dispose();
    });

    it('gives the same model for the same seed, bit for bit', async () => {
      const data = syntheticDigits({ size: 24, seed: 3, imageShape: [12, 12, 1] });
      const trained = async () => {
        const model = make([12, 12, 1], 5);
        await fit(model, data, 6);
        const logits = logitsOf(model, data);
        model.dispose();
        return logits;
      };
      expect(await trained()).toEqual(await trained());
    });

    it('is the same when saved and loaded', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
      const data = syntheticDigits({ size: 24, seed: 4, imageShape: [12, 12, 1] });
      const model = make([12, 12, 1], 1);
      await fit(model, data, 1);
      await model.save(join(folder, 'model'));
      const loaded = await load(join(folder, 'model'), [modelClass]);
      expect(logitsOf(loaded, data)).toEqual(logitsOf(model, data).map((value) => expect.closeTo(value, 5)));
      expect(loaded.toSaved().options).toEqual(model.toSaved().options);
      model.dispose();
      loaded.dispose();
      await rm(folder, { recursive: true });
    });

    it('leaves no tensor behind', async () => {
      const data = syntheticDigits({ size: 24, seed: 5, imageShape: [12, 12, 1] });
      // The first model makes what a backend keeps for good.
      const warmUp = make([12, 12, 1], 1);
      await fit(warmUp, data, 1);
      warmUp.dispose();
      const empty = memory().numTensors;
      const model = make([12, 12, 1], 1);
      await fit(model, data, 1);
      const owned = memory().numTensors;
      await fit(model, data, 1);
      for (const { images } of batches(data, 20)) {
        model.logits(images).dispose();
        model.classify(images).dispose();
      }
      expect(memory().numTensors).toBe(owned);
      model.dispose();
      expect(memory().numTensors).toBe(empty);
    });

    it('refuses images of another shape, missing labels and labels that are no class', async () => {
      const model = make([12, 12, 1], 1);
      const data = syntheticDigits({ size: 24, seed: 6, imageShape: [12, 12, 1] });
      tidy(() => {
        expect(() => model.logits(zeros([2, 12, 12, 3]))).toThrow('images: expected a tensor of shape [n, 12, 12, 1]');
        expect(() => model.classify(zeros([2, 13, 12, 1]))).toThrow(ArgumentError);
      });
      const other = syntheticDigits({ size: 24, seed: 6, imageShape: [12, 13, 1] });
      await expect(fit(model, other, 1)).rejects.toThrow('data.imageShape: expected [12, 12, 1], got [12, 13, 1].');
      const relabelled = (labels: Int32Array | undefined): ImageDataset => ({
        ...{ size: 24, imageShape: data.imageShape, labels, classes: 11 },
        batch: (indices) => data.batch(indices),
      });
      await expect(fit(model, relabelled(undefined), 1)).rejects.toThrow('data: expected images with labels');
      await expect(fit(model, relabelled(new Int32Array(24).fill(10)), 1)).rejects.toThrow(
        'data.labels: expected classes from 0 to 9, got 10.',
      );
      model.dispose();
    });
  });
}

function logitsOf(model: Classifier, data: ImageDataset): number[] {
  return onImages(data, (images) => Array.from(model.logits(images).dataSync()));
}

function classesOf(model: ImageClassifyingModel, data: ImageDataset): number[] {
  return onImages(data, (images) => Array.from(model.classify(images).dataSync()));
}

/** What `compute` makes of all images at once. */
function onImages(data: ImageDataset, compute: (images: Tensor4D) => number[]): number[] {
  const batch = data.batch(Array.from({ length: data.size }, (_, i) => i));
  const result = tidy(() => ({ values: compute(batch.images) })) as unknown as { values: number[] };
  disposeBatch(batch);
  return result.values;
}
