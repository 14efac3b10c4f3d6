import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BatchNormalization, type BatchNormalizationOptions } from './batch-normalization';

beforeAll(() => tf.setBackend('cpu'));

const CHANNELS = 3;
const values = Array.from(new Rng(1).normals(24), (value, i) => value * (1 + (i % CHANNELS)) + (i % CHANNELS));
const input = () => tf.tensor(values, [2, 2, 2, CHANNELS]);
const [GAMMA, BETA, MEAN, VARIANCE] = [
  [1, 2, -1],
  [0, 1, 0.5],
  [0.5, -1, 2],
  [1, 4, 0.25],
];

/** A layer with the weights above. */
function layerOf(options?: BatchNormalizationOptions): BatchNormalization {
  const layer = new BatchNormalization(options);
  layer.build([2, 2, 2, CHANNELS]);
  layer.setWeights([GAMMA, BETA, MEAN, VARIANCE].map((weight) => tf.tensor1d(weight)));
  return layer;
}

/** The mean and the variance, with divisor n, of each channel, by a plain loop. */
function statistics(): { mean: number[]; variance: number[] } {
  const channels = Array.from({ length: CHANNELS }, (_, c) => values.filter((_, i) => i % CHANNELS === c));
  const average = (numbers: number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const mean = channels.map(average);
  return { mean, variance: channels.map((numbers, c) => average(numbers.map((value) => (value - mean[c]) ** 2))) };
}

function normalized(mean: number[], variance: number[], epsilon: number): number[] {
  return values.map((value, i) => {
    const c = i % CHANNELS;
    return ((value - mean[c]) / Math.sqrt(variance[c] + epsilon)) * GAMMA[c] + BETA[c];
  });
}

const close = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 4));
const output = (layer: BatchNormalization, training: boolean) =>
  tf.tidy(() => [...(layer.apply(input(), { training }) as tf.Tensor).dataSync()]);
const weightsOf = (layer: BatchNormalization) => layer.getWeights().map((weight) => [...weight.dataSync()]);

describe.each([
  [undefined, 0.9, 1e-3],
  [{ momentum: 0.5, epsilon: 0.1 }, 0.5, 0.1],
  [{ momentum: 0, epsilon: 0 }, 0, 0],
] as const)('with the options %j', (options, momentum, epsilon) => {
  it('normalises by the moving averages in inference, and leaves them', () => {
    const layer = layerOf(options);
    expect(output(layer, false)).toEqual(close(normalized(MEAN, VARIANCE, epsilon)));
    expect(weightsOf(layer)).toEqual([GAMMA, BETA, MEAN, VARIANCE]);
  });

  it("normalises by the batch's statistics in training, which the moving averages follow", () => {
    const layer = layerOf(options);
    const { mean, variance } = statistics();
    expect(output(layer, true)).toEqual(close(normalized(mean, variance, epsilon)));
    const followed = (average: number[], batch: number[]) =>
      close(average.map((value, c) => momentum * value + (1 - momentum) * batch[c]));
    expect(weightsOf(layer)).toEqual([GAMMA, BETA, followed(MEAN, mean), followed(VARIANCE, variance)]);
  });
});

it('starts as the identity, but for epsilon', () => {
  const layer = new BatchNormalization({ epsilon: 0 });
  layer.build([null, CHANNELS]);
  const x = tf.tensor2d(values, [8, CHANNELS]);
  expect([...(layer.apply(x) as tf.Tensor).dataSync()]).toEqual(close(values));
  expect(layer.trainableWeights.map((weight) => weight.originalName)).toEqual(['gamma', 'beta']);
  expect(layer.nonTrainableWeights).toHaveLength(2);
});

it('saves its momentum and epsilon', () => {
  expect(layerOf({ momentum: 0.5, epsilon: 0.1 }).getConfig()).toMatchObject({ momentum: 0.5, epsilon: 0.1 });
  expect(layerOf().getConfig()).toMatchObject({ momentum: 0.9, epsilon: 1e-3 });
});

it('leaves no tensor behind', () => {
  const layer = layerOf();
  const before = tf.memory().numTensors;
  for (const training of [false, true]) output(layer, training);
  expect(tf.memory().numTensors).toBe(before);
});
