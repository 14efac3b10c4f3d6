import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sparseAdam } from './sparse-adam';

describe.each(BACKENDS)('sparseAdam on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('does not correct the bias of its moments', () => {
    tf.tidy(() => {
      const optimizer = sparseAdam({ learningRate: 0.01, beta1: 0.8, beta2: 0.99 });
      const gradients = [0.5, -0.2, 0.3];
      let state: tf.Tensor[] = [tf.tensor1d([1]), tf.zeros([1]), tf.zeros([1])];
      let [value, first, second] = [1, 0, 0];
      for (const [i, gradient] of gradients.entries()) {
        const [rows, ...slots] = state;
        state = optimizer.update(rows, tf.tensor1d([gradient]), slots, { learningRate: 0.01, count: i + 1 });
        first = 0.8 * first + 0.2 * gradient;
        second = 0.99 * second + 0.01 * gradient ** 2;
        value -= (0.01 * first) / (Math.sqrt(second) + 1e-7);
        expect(state[0].dataSync()[0]).toBeCloseTo(value, 6);
      }
    });
  });

  it('refuses a misspelt option', () => {
    expect(() => sparseAdam({ rate: 0.01 } as object)).toThrow('expected no other options than learningRate');
  });
});
