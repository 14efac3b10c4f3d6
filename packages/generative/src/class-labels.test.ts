import { ArgumentError } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { appendLabels, checkLabels, logitOfLabel } from './class-labels';

beforeAll(() => BACKENDS[0][1]());

it('appends one-hot labels to codes, and nothing without labels', () => {
  tf.tidy(() => {
    const codes = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    expect(appendLabels(codes, tf.tensor1d([2, 0], 'int32'), 3).arraySync()).toEqual([
      [1, 2, 0, 0, 1],
      [3, 4, 1, 0, 0],
    ]);
    expect(appendLabels(codes, undefined, 0)).toBe(codes);
  });
});

it("picks the logit of each image's label, and all logits without labels", () => {
  tf.tidy(() => {
    const logits = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(logitOfLabel(logits, tf.tensor1d([2, 0], 'int32')).arraySync()).toEqual([3, 4]);
    expect(logitOfLabel(logits, undefined)).toBe(logits);
  });
});

it.each<[ArrayLike<number> | undefined, number, string]>([
  [undefined, 3, 'labels: expected a label for each image of a conditional GAN, got undefined.'],
  [[0, 1], 0, 'labels: expected no labels for a GAN without classes, got [0, 1].'],
  [[0], 3, 'labels: expected 2 labels, got 1.'],
  [[0, 3], 3, 'labels: expected classes from 0 to 2, got 3.'],
  [[0, 0.5], 3, 'labels: expected classes from 0 to 2, got 0.5.'],
])('refuses labels %j of %i classes', (labels, classes, message) => {
  expect(() => checkLabels('labels', labels, 2, classes)).toThrow(ArgumentError);
  expect(() => checkLabels('labels', labels, 2, classes)).toThrow(message);
});
