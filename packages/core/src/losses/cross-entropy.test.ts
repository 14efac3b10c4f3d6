import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { finiteDifferences } from '../../test/finite-differences';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from './cross-entropy';

beforeAll(() => tf.setBackend('cpu'));

const LOGITS = [
  [2, -1, 0.5],
  [-3, 0, 1],
];
const logits = () => tf.tensor2d(LOGITS);

/** The gradient of `loss` at the logits, exactly and by finite differences. */
function expectGradient(loss: (z: tf.Tensor) => tf.Tensor): void {
  const exact = tf.grad(loss)(logits()).dataSync();
  finiteDifferences((z) => loss(z) as never, logits()).forEach((value, i) => {
    expect(exact[i]).toBeCloseTo(value, 3);
  });
}

describe('softmaxCrossEntropy', () => {
  const loss = (z: tf.Tensor) => softmaxCrossEntropy(tf.tensor1d([0, 1], 'int32'), z as tf.Tensor2D);

  it('is the mean of -ln softmax at the labels', () => {
    const nats = LOGITS.map((row, i) => Math.log(row.reduce((total, z) => total + Math.exp(z), 0)) - row[i]);
    expect(loss(logits()).dataSync()[0]).toBeCloseTo((nats[0] + nats[1]) / 2, 6);
  });

  it('has the gradient of finite differences', () => expectGradient(loss));

  it('is finite for logits of any size', () => {
    expect(
      loss(
        tf.tensor2d([
          [-1e4, 1e4, 0],
          [0, 1e4, 0],
        ]),
      ).dataSync()[0],
    ).toBeCloseTo(1e4, 0);
  });

  it.each([-1, 3])('is NaN for the label %d of three classes', (label) => {
    expect(softmaxCrossEntropy(tf.tensor1d([0, label], 'int32'), logits()).dataSync()[0]).toBeNaN();
  });

  it('refuses labels of another count', () => {
    expect(() => softmaxCrossEntropy(tf.tensor1d([1], 'int32'), logits())).toThrow(
      'labels: expected a tensor of shape [2]',
    );
  });
});

describe('sigmoidCrossEntropy', () => {
  const TARGETS = [
    [1, 0, 0.9],
    [0.25, 1, 0],
  ];

  it.each([
    ['a tensor', (): tf.Tensor => tf.tensor2d(TARGETS), TARGETS],
    ['one number', (): number => 0.9, TARGETS.map((row) => row.map(() => 0.9))],
  ] as const)('is the mean of its formula, with its gradient, for targets as %s', (_, targets, values) => {
    const nats = LOGITS.flatMap((row, i) =>
      row.map((z, j) => {
        const p = 1 / (1 + Math.exp(-z));
        return -values[i][j] * Math.log(p) - (1 - values[i][j]) * Math.log(1 - p);
      }),
    );
    const loss = (z: tf.Tensor) => sigmoidCrossEntropy(targets(), z);
    expect(loss(logits()).dataSync()[0]).toBeCloseTo(nats.reduce((a, b) => a + b) / 6, 6);
    expectGradient(loss);
  });

  it('is finite for logits of any size', () => {
    expect(sigmoidCrossEntropy(1, tf.tensor2d([[-1e4, 1e4]])).dataSync()[0]).toBeCloseTo(5e3, 0);
  });

  it('refuses targets of another shape', () => {
    expect(() => sigmoidCrossEntropy(tf.tensor1d([1]), logits())).toThrow(
      'targets: expected a number, or a tensor of shape',
    );
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      sigmoidCrossEntropy(0, logits());
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
