import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { linearDecoder } from '../../test/linear-decoder';
import { traversal } from './traversal';

const decoder = linearDecoder(3);
const code = tf.tensor2d([[1, 2, 3]]);

it('changes one dimension and no other', () => {
  const before = tf.memory().numTensors;
  const images = traversal(decoder, code, { dimension: 1, values: [-3, 0, 0.5] });
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(tf.reshape(images, [3, 3]).arraySync()).toEqual([
    [2, -6, 6],
    [2, 0, 6],
    [2, 1, 6],
  ]);
  expect([...traversal(linearDecoder(1), tf.tensor1d([5]), { dimension: 0, values: [1, 2] }).dataSync()]).toEqual([
    2, 4,
  ]);
});

it('refuses options that do not fit the code', () => {
  expect(() => traversal(decoder, code, { dimension: 3, values: [0] })).toThrow(/dimension: .*from 0 to 2, got 3/);
  expect(() => traversal(decoder, code, { dimension: 0, value: [0] } as never)).toThrow(/no other .*"value"/);
  expect(() => traversal(decoder, code, undefined as never)).toThrow('options: expected an object with options among');
  expect(() => traversal(decoder, code, { dimension: 0 } as never)).toThrow('values: expected at least one');
  expect(() => traversal(decoder, code, { dimension: 0, values: [] })).toThrow(/values: expected at least one/);
  expect(() => traversal(decoder, code, { dimension: 0, values: [0, Number.NaN] })).toThrow(/values\[1\]: /);
  expect(() => traversal(decoder, tf.zeros<tf.Rank.R2>([2, 3]), { dimension: 0, values: [0] })).toThrow(
    /code: expected one code/,
  );
});
