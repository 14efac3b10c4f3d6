import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

it('Einsum agrees with the cpu backend', async () => {
  const random = new TestRandom(20);
  const randomSizes = (): Record<string, number> =>
    Object.fromEntries([...'abcdijk'].map((letter) => [letter, random.integer(1, 7)]));
  const equations = [
    ...[
      'ij,jk->ik',
      'ij,jd->di',
      'ij,ij->',
      'ij->ji',
      'ij->j',
      'ij->',
      'abc,abd->acd',
      'abcd,aecd->abe'.replaceAll('e', 'j'),
    ],
    ...[
      'i,j->ij',
      'abc,cd->abd',
      'abc,dc->bad',
      'ijk,kj->i',
      'abc,b->ac',
      'ab,cd->abcd',
      'abc,cbd->ad',
      'i,i->',
      'i,i->i',
    ],
  ];
  for (const [trial, equation] of Array.from({ length: 59 }, () => equations)
    .flat()
    .entries()) {
    const sizes = randomSizes();
    const shapes = equation
      .split('->')[0]!
      .split(',')
      .map((term) => [...term].map((letter) => sizes[letter]!));
    const values = shapes.map((shape, i) => {
      const size = tf.util.sizeFromShape(shape);
      return trial % 5 === i ? random.valuesWithOutlier(size) : random.values(size);
    });
    const compute = () =>
      tf.tidy(() => {
        const result = tf.einsum(equation, ...shapes.map((shape, i) => tf.tensor(values[i]!, shape)));
        return { shape: result.shape, values: result.dataSync() };
      });
    const before = tf.backend().numDataIds();
    const actual = compute();
    expect(tf.backend().numDataIds(), equation).toBe(before);
    await tf.setBackend('cpu');
    const expected = compute();
    await tf.setBackend('wasm');
    expect(actual.shape, equation).toEqual(expected.shape);
    expectClose(actual.values, expected.values, equation, 1e-5, 1);
  }
});

it('Einsum refuses a dimension that one tensor repeats', () => {
  expect(() => tf.einsum('ii->i', tf.ones([2, 2]))).toThrow(/duplicate axes/);
});
