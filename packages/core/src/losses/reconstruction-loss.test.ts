import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { finiteDifferences } from '../../test/finite-differences';
import { binaryCrossEntropyLoss, type Reduction, reconstructionLoss, squaredErrorLoss } from './reconstruction-loss';

beforeAll(() => tf.setBackend('cpu'));

const image = [0, 1, 0.25, 0.5];
const output = [0.1, 0.8, 0.5, 0.3];
const images = () => tf.tensor4d(image, [2, 1, 2, 1]);
const reconstruction = () => tf.tensor4d(output, [2, 1, 2, 1]);

describe.each([
  ['squaredErrorLoss', squaredErrorLoss, (x: number, y: number) => (x - y) ** 2],
  [
    'binaryCrossEntropyLoss',
    binaryCrossEntropyLoss,
    (x: number, y: number) => -x * Math.log(y) - (1 - x) * Math.log(1 - y),
  ],
] as const)('%s', (_, loss, formula) => {
  const total = image.reduce((sum, x, i) => sum + formula(x, output[i]), 0);

  it.each([
    ['mean', total / 4],
    ['sum', total / 2],
  ] as [Reduction, number][])('is the %s of its formula', (reduction, expected) => {
    expect(loss(images(), reconstruction(), reduction).dataSync()[0]).toBeCloseTo(expected, 5);
  });

  it.each(['mean', 'sum'] as Reduction[])('has the gradient of finite differences (%s)', (reduction) => {
    const f = (y: ReturnType<typeof reconstruction>) => loss(images(), y, reduction);
    const exact = tf
      .grad((y) => f(y as ReturnType<typeof reconstruction>))(reconstruction())
      .dataSync();
    const approximate = finiteDifferences(
      (y) => f(y as ReturnType<typeof reconstruction>) as tf.Scalar,
      reconstruction(),
    );
    approximate.forEach((value, i) => {
      expect(exact[i]).toBeCloseTo(value, 2);
    });
  });
});

it.each([
  ['name', () => reconstructionLoss('mae' as never), 'name: expected one of mse, bce, got "mae".'],
  [
    'reduction',
    () => squaredErrorLoss(images(), reconstruction(), 'average' as never),
    'reduction: expected one of mean, sum, got "average".',
  ],
])('refuses an unknown %s', (_, compute, message) => {
  expect(compute).toThrow(ArgumentError);
  expect(compute).toThrow(message);
});

it('binaryCrossEntropyLoss stays finite at 0 and 1', () => {
  const wrong = tf.tensor4d([1, 0], [1, 1, 2, 1]);
  const loss = binaryCrossEntropyLoss(tf.tensor4d([0, 1], [1, 1, 2, 1]), wrong).dataSync()[0];
  expect(loss).toBeGreaterThan(15);
  expect(loss).toBeLessThan(17);
});
