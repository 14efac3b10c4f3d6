import type { Classifier } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import * as truth from '../test-data/classification.json';
import { datasetOf } from '../test-data/dataset';
import { evaluateClassifier } from './evaluate-classifier';

// Each image holds the logits that the classifier gives for it.
const imageShape = [1, 5, 1] as const;
const classifier: Classifier = {
  imageShape,
  classes: 5,
  logits: (images: tf.Tensor4D) => tf.reshape(tf.mul(images, 1), [-1, 5]),
};
const data = datasetOf(truth.logits, imageShape, Int32Array.from(truth.labels));

describe.each(backends)('evaluateClassifier on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each([7, undefined])('agrees with scikit-learn in batches of %s, and leaks no tensor', async (batchSize) => {
    const before = tf.memory().numTensors;
    const result = await evaluateClassifier(classifier, data, { batchSize });
    expect(result.accuracy).toBeCloseTo(truth.accuracy, 12);
    expect(result.crossEntropy).toBeCloseTo(truth.crossEntropy, 5);
    expect(result.confusion).toEqual(truth.confusion);
    expect([...result.predictions]).toEqual(truth.predictions);
    expect(result.logits).toEqual(Float32Array.from(truth.logits));
    expect(result.perClass.map(({ support }) => support)).toEqual(truth.perClass.map(({ support }) => support));
    expect(result.macro.f1).toBeCloseTo(truth.macro.f1, 12);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('evaluateClassifier', () => {
  it('names what is wrong', async () => {
    await expect(evaluateClassifier(classifier, datasetOf(truth.logits, imageShape))).rejects.toThrow(
      'data.labels: expected 40 class indices, got undefined.',
    );
    await expect(evaluateClassifier({ imageShape, encode: classifier.logits } as never, data)).rejects.toThrow(
      'model: expected a model with logits(), got Object.',
    );
    await expect(evaluateClassifier(classifier, data, { batchSize: 0.5 })).rejects.toThrow(/^batchSize: /);
    await expect(evaluateClassifier(classifier, data, { batchsize: 2 } as object)).rejects.toThrow(/, got "batchsize"/);
    await expect(evaluateClassifier({ ...classifier, classes: 3 }, data)).rejects.toThrow(
      /^data.labels\[\d+\]: .* to 2/,
    );
    const broken = datasetOf([0, 1, 2, 3, 4, 0, 1, Number.NaN, 3, 4], imageShape, Int32Array.of(0, 1));
    await expect(evaluateClassifier(classifier, broken)).rejects.toThrow(
      'model: expected logits that are numbers, got "NaN for image 1".',
    );
  });
});
