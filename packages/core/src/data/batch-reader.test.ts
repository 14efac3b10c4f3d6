import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { images } from '../../test/images';
import { expectClean, failingAt, late } from '../../test/late';
import { BatchReader, disposeBatch, readBatch } from './batch-reader';
import type { Batch, Dataset, ImageBatch, SampleBatch } from './dataset';

beforeAll(() => tf.setBackend('cpu'));

const data = images([1, 1, 1], Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7));
const order = Array.from({ length: 8 }, (_, i) => Int32Array.of(7 - i));

/** Reads everything that is left, and frees it. */
async function readAll(reader: BatchReader<ImageBatch>): Promise<number[]> {
  const read: number[] = [];
  for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
    read.push(...batch.images.dataSync());
    disposeBatch(batch);
  }
  return read;
}

describe('BatchReader', () => {
  it.each([
    ['at once', () => data],
    ['late', () => late(data)],
  ])('reads batches that come %s in the order given', async (_, make) => {
    await expectClean(async () => {
      expect(await readAll(new BatchReader(make(), order))).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    });
  });

  it('asks for two late batches ahead, and for none that is there at once', async () => {
    await expectClean(async () => {
      const slow = late(data);
      const reader = new BatchReader(slow, order);
      disposeBatch((await reader.next())!);
      expect(slow.requests).toBe(3);
      disposeBatch((await reader.next())!);
      expect(slow.requests).toBe(4);
      reader.close();
      let requests = 0;
      const batch = (indices: ArrayLike<number>) => {
        requests++;
        return data.batch(indices);
      };
      const quick = new BatchReader({ ...data, batch }, order);
      disposeBatch((await quick.next())!);
      quick.close();
      expect(requests).toBe(1);
    });
  });

  it('keeps an error of a batch until it is due', async () => {
    await expectClean(async () => {
      const reader = new BatchReader(failingAt(data, 3), order);
      disposeBatch((await reader.next())!);
      await new Promise((resolve) => setTimeout(resolve, 10));
      disposeBatch((await reader.next())!);
      await expect(reader.next()).rejects.toThrow('Batch 3 is lost.');
      reader.close();
    });
  });

  it('keeps an error that is thrown at once until it is due, too', async () => {
    await expectClean(async () => {
      let requests = 0;
      const slow = late(data);
      const batch = (indices: ArrayLike<number>) => {
        if (++requests === 2) throw new Error('No file.');
        return slow.batch(indices);
      };
      const reader = new BatchReader({ ...data, batch }, order);
      disposeBatch((await reader.next())!);
      await expect(reader.next()).rejects.toThrow('No file.');
      reader.close();
    });
  });

  it('ends when the signal is aborted, although the batch never comes', async () => {
    await expectClean(async () => {
      const stop = new AbortController();
      const never = { ...data, batch: () => new Promise<ImageBatch>(() => {}) };
      const reader = new BatchReader(never, order, stop.signal);
      setTimeout(() => stop.abort());
      expect(await reader.next()).toBeUndefined();
      expect(await reader.next()).toBeUndefined();
      reader.close();
    });
  });

  it('frees a batch that comes after the signal is aborted', async () => {
    await expectClean(async () => {
      const stop = new AbortController();
      const reader = new BatchReader(late(data), order, stop.signal);
      const next = reader.next();
      stop.abort();
      expect(await next).toBeUndefined();
      reader.close();
    });
  });
});

describe('other batches than requested', () => {
  const expected = 'data: expected a batch() that returns samples [2, 1, 1, 1] and indices for 2 indices, got ';
  it.each<readonly [string, string, (indices: ArrayLike<number>) => unknown]>([
    ['too few samples', `${expected}[1, 1, 1, 1].`, () => data.batch([0])],
    ['too few samples, late', `${expected}[1, 1, 1, 1].`, async () => data.batch([0])],
    ['no samples', `${expected}Object.`, (indices) => ({ indices })],
    ['nothing', `${expected}undefined.`, () => undefined],
    ['no indices', `${expected}[2, 1, 1, 1].`, (indices) => ({ images: data.batch(indices).images })],
  ])('%s are refused and freed', async (_, message, batch) => {
    await expectClean(async () => {
      await expect(readBatch({ ...data, batch } as Dataset<Batch>, Int32Array.of(0, 1))).rejects.toThrow(message);
    });
  });

  it('are not known of a data set that gives no shape, but for the indices', async () => {
    const pairs = { size: 2, batch: (indices: ArrayLike<number>) => ({ indices: Int32Array.from(indices) }) };
    expect(await readBatch(pairs, Int32Array.of(1))).toEqual({ indices: Int32Array.of(1) });
    await expect(readBatch({ ...pairs, batch: () => pairs.batch([]) }, Int32Array.of(1))).rejects.toThrow(
      'data: expected a batch() that returns indices for 1 indices, got Object.',
    );
  });

  it('are refused of a data set of vectors by their shape', async () => {
    const vectors: Dataset<SampleBatch<tf.Rank.R2>> = {
      size: 4,
      sampleShape: [3],
      batch: (indices) => ({ samples: tf.zeros([indices.length, 2]), indices: Int32Array.from(indices) }),
    };
    await expectClean(async () => {
      await expect(readBatch(vectors, Int32Array.of(1))).rejects.toThrow('samples [1, 3] and indices for 1 indices');
    });
  });
});
