import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

it('UnsortedSegmentSum adds rows by id and ignores ids outside the range', () => {
  const random = new TestRandom(30);
  for (let trial = 0; trial < 1000; trial++) {
    const [rows, segments] = [random.integer(1, 30), random.integer(1, 9)];
    const inner = random.choice([[], [1], [3], [4], [random.integer(1, 20)], [2, 5]]);
    const width = tf.util.sizeFromShape(inner);
    const x = trial % 5 === 0 ? random.valuesWithOutlier(rows * width) : random.values(rows * width);
    const ids = Int32Array.from({ length: rows }, () => random.integer(-1, segments));
    const expected = new Float64Array(segments * width);
    ids.forEach((id, row) => {
      if (id < 0 || id >= segments) return;
      for (let i = 0; i < width; i++) expected[id * width + i]! += x[row * width + i]!;
    });
    const actual = tf.tidy(() =>
      tf.unsortedSegmentSum(tf.tensor(x, [rows, ...inner]), tf.tensor1d(ids, 'int32'), segments).dataSync(),
    );
    expectClose(actual, expected, `${rows} rows of [${inner}] to ${segments}`, 1e-5, 1);
  }
});

it('UnsortedSegmentSum refuses ids that do not match the rows', () => {
  expect(() => tf.unsortedSegmentSum(tf.ones([3, 2]), tf.tensor1d([0, 1], 'int32'), 2)).toThrow(/3 rows of x/);
});
