import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import * as truth from '../test-data/classification.json';
import { accuracy } from './accuracy';
import { classReport } from './class-report';
import { confusionMatrix } from './confusion-matrix';
import { topKAccuracy } from './top-k-accuracy';

const { labels, predictions, logits, classes, confusion } = truth;

describe('accuracy', () => {
  it('agrees with scikit-learn', () => {
    expect(accuracy(labels, predictions)).toBeCloseTo(truth.accuracy, 12);
    expect(accuracy(Int32Array.from(labels), Int32Array.from(labels))).toBe(1);
  });

  it('names what is wrong', () => {
    expect(() => accuracy(undefined, predictions)).toThrow('labels: expected at least one class index, got undefined.');
    expect(() => accuracy([], [])).toThrow('labels: expected at least one class index, got "none".');
    const tensor = tf.tensor1d([1, 2]) as never;
    expect(() => accuracy(tensor, tensor)).toThrow('labels: expected an array, `await tensor.data()`, got Tensor.');
    expect(() => accuracy([1, 2], tensor)).toThrow(/^predictions: expected an array, `await tensor.data\(\)`/);
    expect(() => accuracy([1, 2], Promise.resolve([1, 2]) as never)).toThrow(
      'predictions: expected an array, got Promise',
    );
    expect(() => accuracy([1, 2], [1])).toThrow('predictions: expected 2 class indices, got "1 of them".');
    expect(() => accuracy([1, 2], [1, Number.NaN])).toThrow(/^predictions\[1\]: expected a whole number.*got NaN/);
  });
});

describe('topKAccuracy', () => {
  it.each(truth.topK.map((expected, i) => [i + 1, expected]))('agrees with scikit-learn for k = %i', (k, expected) => {
    expect(topKAccuracy(labels, logits, k)).toBeCloseTo(expected, 12);
  });

  it('is 1 for k = classes, and the accuracy of the first highest score for k = 1', () => {
    expect(topKAccuracy(labels, logits, classes)).toBe(1);
    expect(topKAccuracy([0], [7, 7, 7], 1)).toBe(1);
    expect(topKAccuracy([2], [7, 7, 7], 2)).toBe(0);
  });

  it('names what is wrong', () => {
    expect(() => topKAccuracy(undefined, logits, 1)).toThrow(/^labels: /);
    expect(() => topKAccuracy([0, 1], [1, 2, 3], 1)).toThrow(
      'scores: expected as many for each of 2 labels, got "3 scores".',
    );
    expect(() => topKAccuracy([0, 1], tf.tensor1d([1, 2]) as never, 1)).toThrow(/^scores: expected an array/);
    expect(() => topKAccuracy([2], [1, 2], 1)).toThrow('labels[0]: expected a whole number from 0 to 1, got 2.');
    expect(() => topKAccuracy([0, 1], [1, 2, 3, Number.NaN], 1)).toThrow('NaN in row 1, class 1');
    for (const k of [0, 6])
      expect(() => topKAccuracy(labels, logits, k)).toThrow('k: expected a whole number from 1 to 5');
  });
});

describe('confusionMatrix', () => {
  it('agrees with scikit-learn, rows by true class', () => {
    expect(confusionMatrix(labels, predictions, classes)).toEqual(confusion);
    expect(confusionMatrix([0, 0, 1], [1, 1, 1], 2)).toEqual([
      [0, 2],
      [0, 1],
    ]);
  });

  it('names what is wrong', () => {
    expect(() => confusionMatrix(labels, predictions, 4)).toThrow(/^predictions\[\d+\]: expected .* 0 to 3, got 4/);
    expect(() => confusionMatrix(undefined, predictions, 4)).toThrow(/^labels: /);
    expect(() => confusionMatrix(labels, predictions, 0)).toThrow(/^classes: /);
  });
});

describe('classReport', () => {
  it('agrees with scikit-learn, also for classes that are never predicted or absent', () => {
    const { perClass, macro } = classReport(confusion);
    for (const [i, { precision, recall, f1, support }] of truth.perClass.entries()) {
      expect(perClass[i].precision).toBeCloseTo(precision, 12);
      expect(perClass[i].recall).toBeCloseTo(recall, 12);
      expect(perClass[i].f1).toBeCloseTo(f1, 12);
      expect(perClass[i].support).toBe(support);
    }
    expect(macro.precision).toBeCloseTo(truth.macro.precision, 12);
    expect(macro.recall).toBeCloseTo(truth.macro.recall, 12);
    expect(macro.f1).toBeCloseTo(truth.macro.f1, 12);
  });

  it('names what is wrong', () => {
    expect(() => classReport([])).toThrow(/^confusion: expected a square matrix/);
    expect(() => classReport([[1, 2], [3]])).toThrow('confusion: expected a square matrix of at least one class');
    for (const other of [undefined, 7, tf.tensor1d([1])] as never[])
      expect(() => classReport(other)).toThrow(/^confusion: .*array/);
    expect(() => classReport([1, 2] as never)).toThrow(
      'confusion[0]: expected an array (each a whole number of at least 0), got 1.',
    );
    expect(() => classReport([[-1]])).toThrow(/^confusion\[0\]\[0\]: /);
  });
});
