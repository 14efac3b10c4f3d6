import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Batch, Dataset } from '../src/data/dataset';

/** Returns the data set with batches that come late, each after one turn of the event loop. */
export function late<D extends Dataset>(data: D): D & { readonly requests: number } {
  let requests = 0;
  return {
    ...data,
    get requests() {
      return requests;
    },
    async batch(indices: ArrayLike<number>): Promise<Batch> {
      requests++;
      await new Promise((resolve) => setTimeout(resolve));
      return data.batch(indices);
    },
  };
}

/** Returns the data set with late batches, of which the one with this number, counted from 1, fails. */
export function failingAt<D extends Dataset>(data: D, number: number): D {
  let requests = 0;
  const slow = late(data);
  return {
    ...data,
    batch(indices: ArrayLike<number>) {
      const fails = ++requests === number;
      return Promise.resolve(slow.batch(indices)).then((batch) => {
        if (!fails) return batch;
        for (const tensor of Object.values(batch)) if (tensor instanceof tf.Tensor) tensor.dispose();
        throw new Error(`Batch ${number} is lost.`);
      });
    },
  };
}

/** Expects that a computation leaves no tensor and no rejection that nobody handles, also of what it did not wait for. */
export async function expectClean(compute: () => Promise<unknown>): Promise<void> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const before = tf.memory().numTensors;
  await compute();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  expect(tf.memory().numTensors).toBe(before);
  expect(unhandled).toEqual([]);
}
