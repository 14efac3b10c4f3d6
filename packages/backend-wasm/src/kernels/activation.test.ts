import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

it('LeakyRelu and Tanh agree with float64, NaN and infinities included', () => {
  const random = new TestRandom(55);
  for (let trial = 0; trial < 1000; trial++) {
    const shape = Array.from({ length: random.integer(1, 3) }, () => random.integer(1, 12));
    const spread = 10 ** random.integer(-5, 2);
    const size = tf.util.sizeFromShape(shape);
    const x = (trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size)).map((value) => spread * value);
    const alpha = random.next();
    tf.tidy(() => {
      const tensor = tf.tensor(x, shape);
      const [leaky, tanh] = [tf.leakyRelu(tensor, alpha), tf.tanh(tensor)];
      for (const y of [leaky, tanh]) expect(y.shape).toEqual(shape);
      const slopes = Float64Array.from(x, (value) => (value < 0 ? value * alpha : value));
      expectClose(leaky.dataSync(), slopes, `LeakyRelu ${shape}`, 1e-6);
      expectClose(tanh.dataSync(), Float64Array.from(x, Math.tanh), `Tanh ${shape}`, 1e-6);
    });
  }
});

it('LeakyRelu and Tanh write to no input, and take empty tensors', () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-1, 2]);
    tf.tanh(x);
    tf.leakyRelu(x);
    expect([...x.dataSync()]).toEqual([-1, 2]);
    expect(tf.tanh(tf.zeros([0, 3])).shape).toEqual([0, 3]);
  });
});
