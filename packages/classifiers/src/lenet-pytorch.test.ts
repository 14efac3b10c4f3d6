import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { pytorchLenet, readTensors } from '../test-data/pytorch-lenet';

describe.each(BACKENDS)('the LeNet with weights from PyTorch on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('gives the features and logits that PyTorch computes', () => {
    const classifier = pytorchLenet();
    const expected = readTensors('lenet.expected');
    const images = expected.input as tf.Tensor4D;
    expect(classifier.featureDim).toBe(84);
    tf.tidy(() => {
      expectClose(classifier.features(images), expected.features);
      expectClose(classifier.logits(images), expected.logits);
    });
    classifier.dispose();
    tf.dispose(expected);
  });
});

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  const differences = actual.dataSync().map((value, i) => Math.abs(value - wanted[i]));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
}
