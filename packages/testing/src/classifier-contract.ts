import { ArgumentError, type Classifier, type ImageDataset, type ImageShape } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Uses } from './expect-disposal';
import { describeTrainable, onImages, type TrainableContract, type TrainableModel } from './trainable-contract';

/** A classifier that is trained on images, saved and freed. */
export interface ImageClassifyingModel extends Classifier, TrainableModel {
  classify(images: tf.Tensor4D): tf.Tensor1D;
}

/** Tests what holds for every classifier of ten classes, whatever networks it has. */
export function describeClassifier<M extends ImageClassifyingModel>(
  name: string,
  contract: TrainableContract<M>,
): void {
  const { make, fit } = contract;
  const outputs = (model: M, images: tf.Tensor4D) => [model.logits(images), model.classify(images)];
  const uses = (model: M, images: tf.Tensor4D): Uses => ({
    logits: () => model.logits(images),
    classify: () => model.classify(images),
    ...contract.uses?.(model, images),
  });
  describeTrainable(name, { ...contract, uses }, outputs, () => {
    it.each<ImageShape>([
      [12, 12, 1],
      [13, 15, 3],
    ])('classifies images of %i x %i x %i by their largest logit', async (...imageShape) => {
      const data = syntheticDigits({ size: 24, seed: 1, imageShape });
      const model = make(imageShape, 1);
      await fit(model, data, 1);
      const [{ values: logits }, { values: classes }] = onImages(data, (images) => outputs(model, images));
      expect(logits.length).toBe(24 * model.classes);
      expect(logits.every(Number.isFinite)).toBe(true);
      const largest = Array.from({ length: 24 }, (_, i) => {
        const row = logits.slice(i * model.classes, (i + 1) * model.classes);
        return row.indexOf(Math.max(...row));
      });
      expect(classes).toEqual(largest);
      model.dispose();
    });

    it('learns: it is right more often than a classifier that always names the most frequent class', async () => {
      const data = syntheticDigits({ size: 120, seed: 2, imageShape: [12, 12, 1] });
      const model = make([12, 12, 1], 1);
      await fit(model, data, 1);
      const counts = Array.from({ length: 10 }, (_, label) => data.labels!.filter((other) => other === label).length);
      const [{ values: classes }] = onImages(data, (images) => [model.classify(images)]);
      const right = classes.filter((label, i) => label === data.labels![i]);
      expect(right.length).toBeGreaterThan(1.5 * Math.max(...counts));
      model.dispose();
    });

    it('refuses images of another shape, missing labels and labels that are not classes', async () => {
      const model = make([12, 12, 1], 1);
      const data = syntheticDigits({ size: 24, seed: 6, imageShape: [12, 12, 1] });
      tf.tidy(() => {
        expect(() => model.logits(tf.zeros([2, 12, 12, 3]))).toThrow(
          'images: expected a tensor of shape [n, 12, 12, 1]',
        );
        expect(() => model.classify(tf.zeros([2, 13, 12, 1]))).toThrow(ArgumentError);
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
