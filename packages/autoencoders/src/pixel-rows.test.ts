import { ArrayDataset } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { PixelRows } from './pixel-rows';

beforeAll(() => tf.setBackend('cpu'));

const imageShape = [1, 2, 1] as const;
const pixels = Float32Array.from({ length: 2 * 1203 }, (_, i) => (i % 8) / 8);
const source = ArrayDataset.fromArrays({ images: pixels, imageShape });

/** Counts the batches that are read. */
function counted() {
  const calls = { count: 0 };
  const batch = (indices: ArrayLike<number>) => {
    calls.count++;
    return source.batch(indices);
  };
  return { calls, data: { size: source.size, imageShape, classes: 0, batch } };
}

describe('PixelRows', () => {
  it.each([
    ['once if they fit', undefined, 3],
    ['in every pass if they do not', 2405, 6],
  ])('reads the images %s, and frees them', async (_, keptPixels, reads) => {
    const { calls, data } = counted();
    const before = tf.memory().numTensors;
    const rows = new PixelRows(data, 2, keptPixels);
    const sums = [0, 1].map((column) => pixels.reduce((sum, value, i) => (i % 2 === column ? sum + value : sum), 0));
    for (let pass = 0; pass < 2; pass++) expect([...(await rows.sum(2, (images) => tf.sum(images, 0)))]).toEqual(sums);
    expect(calls.count).toBe(reads);
    rows.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
