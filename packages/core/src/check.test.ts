import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { images } from '../test/images';
import { checkCodes, checkData, checkDataset, checkImageShape, checkImages, checkMethods } from './check';

beforeAll(() => tf.setBackend('cpu'));

const data = images([1, 2, 1], new Float32Array(6));

describe('what fits passes', () => {
  it('checkImageShape returns the shape', () => {
    expect(checkImageShape('imageShape', [28, 28, 1])).toEqual([28, 28, 1]);
    expect(checkImageShape('imageShape', [28, 28, 1], [28, 28, 1])).toEqual([28, 28, 1]);
  });

  it.each<readonly [name: string, check: () => void]>([
    ['a data set', () => checkDataset('data', data)],
    [
      'a data set of vectors',
      () => checkDataset('data', { size: 1, sampleShape: [3], batch: () => expect.unreachable() }),
    ],
    ['a data set of the shape of a model', () => checkData({ imageShape: [1, 2, 1] }, data)],
    ['a model', () => checkMethods('model', { encode: () => 1, decode: () => 2 }, 'encode', 'decode')],
    ['images', () => checkImages('images', tf.zeros([3, 4, 5, 2]), [4, 5, 2])],
    ['no images', () => checkImages('images', tf.zeros([0, 4, 5, 2]), [4, 5, 2])],
    ['codes', () => checkCodes('codes', tf.zeros([3, 2]), 2)],
  ])('%s', (_, check) => {
    expect(check).not.toThrow();
  });
});

it.each<readonly [message: string, check: () => void]>([
  [
    'shape: expected [height, width, channels] of positive whole numbers, got [28, 28].',
    () => checkImageShape('shape', [28, 28]),
  ],
  ['shape: expected [height, width, channels]', () => checkImageShape('shape', undefined)],
  ['shape: expected [28, 28, 3], got [28, 28, 1].', () => checkImageShape('shape', [28, 28, 1], [28, 28, 3])],
  ['data: expected an ImageDataset', () => checkDataset('data', tf.zeros([2, 2]) as never)],
  ['validation: expected an ImageDataset', () => checkDataset('validation', Promise.resolve(data) as never)],
  ['data.imageShape: expected [height', () => checkDataset('data', { ...data, imageShape: [2, 2] } as never)],
  [
    'model: expected a model with decode(), got Object.',
    () => checkMethods('model', { encode: () => 1 } as { decode?(): number }, 'decode'),
  ],
  [
    'model: expected a model with encode(), got undefined.',
    () => checkMethods('model', undefined as unknown as { encode(): void }, 'encode'),
  ],
  [
    'images: expected a tensor of shape [n, 4, 5, 2], got [4, 5, 2].',
    () => checkImages('images', tf.zeros([4, 5, 2]), [4, 5, 2]),
  ],
  [
    'images: expected a tensor of shape [n, 4, 5, 2], got [3, 4, 5, 1].',
    () => checkImages('images', tf.zeros([3, 4, 5, 1]), [4, 5, 2]),
  ],
  [
    'data: expected at least one sample, got "an empty data set".',
    () => checkData({ imageShape: [1, 2, 1] }, images([1, 2, 1], new Float32Array(0))),
  ],
  [
    "data: expected samples of the model's shape, [1, 1, 1], got [1, 2, 1].",
    () => checkData({ imageShape: [1, 1, 1] }, data),
  ],
  ['images: expected a tensor of shape [n, 1, 2, 3], got null.', () => checkImages('images', null as never, [1, 2, 3])],
  ['codes: expected a tensor of shape [n, 3], got undefined.', () => checkCodes('codes', undefined as never, 3)],
  ['codes: expected a tensor of shape [n, 3], got [4, 2].', () => checkCodes('codes', tf.zeros([4, 2]), 3)],
  ['codes: expected a tensor of shape [n, 3], got [3].', () => checkCodes('codes', tf.zeros([3]), 3)],
])('%s', (message, check) => {
  expect(check).toThrow(ArgumentError);
  expect(check).toThrow(message);
});
