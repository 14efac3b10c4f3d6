import { disposeBatch, type ImageDataset } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { withLabels } from './with-labels';

const data = syntheticDigits({ size: 3, imageShape: [4, 4, 1] });
const viewOf = ({ size, imageShape, classes }: ImageDataset) => ({ size, imageShape, classes });
beforeAll(() => BACKENDS[0][1]());

it('gives the same images other labels', async () => {
  const before = tf.memory().numTensors;
  const other = withLabels(data, [2, 0, 1], 3);
  expect([other.size, other.imageShape, other.classes, other.labels]).toEqual([
    3,
    [4, 4, 1],
    3,
    Int32Array.of(2, 0, 1),
  ]);
  const [batch, original] = [await other.batch([2, 0]), data.batch([2, 0])];
  expect(batch.images.dataSync()).toEqual(original.images.dataSync());
  expect(batch.labels?.dataSync()).toEqual(Int32Array.of(1, 2));
  [batch, original].forEach(disposeBatch);
  expect(tf.memory().numTensors).toBe(before);
});

it('leaves out images without a label', async () => {
  const other = withLabels(data, [-1, 1, 0], 2);
  expect([other.size, other.labels]).toEqual([2, Int32Array.of(1, 0)]);
  const [batch, original] = [await other.batch([1, 0]), data.batch([2, 1])];
  expect(batch.images.dataSync()).toEqual(original.images.dataSync());
  expect(batch.labels?.dataSync()).toEqual(Int32Array.of(0, 1));
  expect(batch.indices).toEqual(Int32Array.of(1, 0));
  [batch, original].forEach(disposeBatch);
});

it('has its batches when the data set has them: at once, or late', async () => {
  const before = tf.memory().numTensors;
  const late = { ...viewOf(data), batch: async (indices: ArrayLike<number>) => data.batch(indices) };
  const [atOnce, promised] = [data, late].map((images) => withLabels(images, [-1, 1, 0], 2).batch([1, 0]));
  expect(atOnce).not.toHaveProperty('then');
  expect(promised).toHaveProperty('then');
  const batches = [await atOnce, await promised];
  const [expected, actual] = batches.map(({ images, labels, indices }) => [
    images.dataSync(),
    labels?.dataSync(),
    indices,
  ]);
  expect(actual).toEqual(expected);
  batches.forEach(disposeBatch);
  expect(tf.memory().numTensors).toBe(before);
});

it('passes on why a batch cannot be read', async () => {
  const batch = () => Promise.reject(new Error('No such file.'));
  const labelled = withLabels({ ...viewOf(data), batch }, [0, 1, 2], 3);
  await expect(labelled.batch([0])).rejects.toThrow('No such file.');
});

it.each([
  [[0, 1], 2, 'labels: expected 3 labels, one per image, got 2.'],
  [[0, 1, 2], 2, 'labels: expected a whole number from -1 to 1, got 2.'],
  [[0, 0, 0], 0, 'classes'],
  [3 as never, 2, 'labels: expected 3 labels, one per image, got 3.'],
])('refuses labels %j of %i classes', (labels, classes, message) => {
  expect(() => withLabels(data, labels, classes)).toThrow(message);
  expect(() => withLabels(labels as never, [0], 1)).toThrow('data: expected an ImageDataset');
  expect(() => withLabels(data, [0, 1, 0], 2).batch(2 as never)).toThrow('indices: expected an array');
});
