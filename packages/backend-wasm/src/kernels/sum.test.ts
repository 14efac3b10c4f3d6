import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { expectSums } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

it('Sum and Mean agree with float64 loops over any axes', () => {
  const random = new TestRandom(70);
  for (let trial = 0; trial < 1000; ) {
    const shape = Array.from({ length: random.integer(1, 4) }, () => random.integer(1, 9));
    if (trial % 40 === 0) shape[0] = 700;
    const axes = shape.map((_, axis) => axis).filter((axis) => axis < shape.length - 1 === random.next() < 0.7);
    const keepDims = random.next() < 0.5;
    const x =
      trial % 9 === 0
        ? random.valuesWithOutlier(tf.util.sizeFromShape(shape))
        : random.values(tf.util.sizeFromShape(shape));
    const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const strides = tf.util.computeStrides(kept);
    const target = new Float64Array(tf.util.sizeFromShape(kept));
    const magnitudes = new Float64Array(target.length);
    x.forEach((value, index) => {
      const at = tf.util.indexToLoc(index, shape.length, tf.util.computeStrides(shape));
      const to = tf.util.locToIndex(
        at.map((i, axis) => (axes.includes(axis) ? 0 : i)),
        kept.length,
        strides,
      );
      target[to]! += value;
      magnitudes[to]! += Math.abs(value);
    });
    if (axes.length === 0) continue;
    trial++;
    const tensor = tf.tensor(x, shape);
    const sum = tf.sum(tensor, axes, keepDims);
    const mean = tf.mean(tensor, axes, keepDims);
    const expectedShape = keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis));
    const context = `[${shape}] over [${axes}]`;
    expect([sum.shape, mean.shape]).toEqual([expectedShape, expectedShape]);
    expectSums(sum.dataSync(), { values: target, magnitudes }, `sum of ${context}`);
    const share = (values: Float64Array) => values.map((value) => (value * target.length) / x.length);
    expectSums(mean.dataSync(), { values: share(target), magnitudes: share(magnitudes) }, `mean of ${context}`);
    tf.dispose([tensor, sum, mean]);
  }
});

it('Sum also adds whole numbers', () => {
  expect([
    ...tf
      .sum(
        tf.tensor2d(
          [
            [1, 2],
            [3, 4],
          ],
          [2, 2],
          'int32',
        ),
        0,
      )
      .dataSync(),
  ]).toEqual([4, 6]);
});

it('Sum and Mean over all axes are accurate where adding one number after another would not be', () => {
  // A million times 0.1: added one by one in float32, the sum is off by almost one percent.
  const x = tf.fill([1000, 1000], 0.1);
  expect(tf.sum(x).dataSync()[0]! / 100_000).toBeCloseTo(1, 5);
  expect(tf.mean(x).dataSync()[0]! / 0.1).toBeCloseTo(1, 5);
  expect(tf.mean(x, 0, true).shape).toEqual([1, 1000]);
});
