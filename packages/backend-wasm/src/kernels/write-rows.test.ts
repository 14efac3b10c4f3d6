import { runFused } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

function written(table: tf.Tensor, rows: tf.Tensor, indices: number[]): tf.Tensor {
  return runFused('AeLabWriteRows', { table, rows, indices: tf.tensor1d(indices, 'int32') }, {})![0]!;
}

it('writes the rows to their places and keeps all others, for tables of any shape', () => {
  const random = new TestRandom(60);
  for (let trial = 0; trial < 200; trial++) {
    const size = random.integer(1, 9);
    const row = Array.from({ length: random.integer(0, 2) }, () => random.integer(1, 11));
    const width = tf.util.sizeFromShape(row);
    const table = random.values(size * width);
    const indices = Array.from({ length: size }, (_, i) => i).filter(() => random.next() < 0.5);
    const rows = random.values(indices.length * width);
    const expected = [...table];
    indices.forEach((index, i) => {
      expected.splice(index * width, width, ...rows.subarray(i * width, (i + 1) * width));
    });
    tf.tidy(() => {
      const result = written(tf.tensor(table, [size, ...row]), tf.tensor(rows, [indices.length, ...row]), indices);
      expect(result.shape).toEqual([size, ...row]);
      expect([...result.dataSync()]).toEqual(expected);
    });
  }
});

it('writes in place if no other tensor shares the data, and to a copy otherwise', () => {
  const before = tf.memory().numBytes;
  const table = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const rows = tf.tensor2d([9, 9], [1, 2]);
  const own = written(table, rows, [1]);
  expect(own.dataId).toBe(table.dataId);
  table.dispose();
  expect([...own.dataSync()]).toEqual([1, 2, 9, 9]);

  for (const alias of [tf.clone(own), tf.reshape(own, [4]), tf.variable(own as tf.Tensor2D)]) {
    const copy = written(own, rows, [0]);
    expect(copy.dataId).not.toBe(own.dataId);
    expect([...copy.dataSync()]).toEqual([9, 9, 9, 9]);
    expect([...alias.dataSync()]).toEqual([1, 2, 9, 9]);
    tf.dispose([alias, copy]);
  }
  tf.dispose([own, rows]);
  // Only the indices of the four calls, 4 bytes each, are still alive.
  expect(tf.memory().numBytes - before).toBe(4 * 4);
});

it('ignores a row with an index outside the table', () => {
  tf.tidy(() => {
    const result = written(tf.zeros([2, 3]), tf.ones([3, 3]), [-1, 1, 2]);
    expect([...result.dataSync()]).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

it('refuses rows of another shape', () => {
  expect(() => written(tf.zeros([4, 3]), tf.zeros([2, 2]), [0, 1])).toThrow('one row of shape [3] for each index');
  expect(() => written(tf.zeros([4, 3]), tf.zeros([2, 3]), [0])).toThrow('got rows of shape [2,3]');
});
