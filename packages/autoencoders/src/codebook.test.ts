import { Rng, randomNormal } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Codebook } from './codebook';

describe.each(BACKENDS)('Codebook on %s', (_, start) => {
  beforeEach(async () => {
    await start();
  });

  /** A codebook in the state of a training. */
  function codebook(entries: number[][], counts: number[], decay = 0.9): Codebook {
    const book = new Codebook(entries.length, entries[0].length, decay, new Rng(0));
    tf.tidy(() => {
      book.entries.assign(tf.tensor2d(entries));
      book.counts.assign(tf.tensor1d(counts));
      book.sums.assign(tf.tensor2d(entries.map((entry, i) => entry.map((value) => value * counts[i]))));
    });
    return book;
  }
  const update = (book: Codebook, vectors: number[][], seed = 1) =>
    tf.tidy(() => {
      const points = tf.tensor2d(vectors);
      book.update(points, book.nearest(points), book.replacements(points.shape[0], new Rng(seed)));
    });

  it('finds the nearest entries as a search through all of them does', () => {
    const book = new Codebook(13, 5, 0.99, new Rng(1));
    const vectors = randomNormal([200, 5], new Rng(2)) as tf.Tensor2D;
    const entries = book.entries.arraySync();
    const nearest = vectors.arraySync().map((vector) => {
      const distances = entries.map((entry) => entry.reduce((sum, value, i) => sum + (value - vector[i]) ** 2, 0));
      return distances.indexOf(Math.min(...distances));
    });
    expect(Array.from(tf.tidy(() => book.nearest(vectors).dataSync()))).toEqual(nearest);
    vectors.dispose();
    book.dispose();
  });

  it('moves each entry by moving averages of its vectors and of their number', () => {
    const book = codebook(
      [
        [0, 0],
        [10, 10],
      ],
      [4, 2],
    );
    const before = tf.memory().numTensors;
    update(book, [
      [1, 0],
      [0, 1],
      [2, 1],
      [9, 12],
    ]);
    expect(tf.memory().numTensors).toBe(before);
    // 0.9 * 4 + 0.1 * 3 and 0.9 * 2 + 0.1 * 1 vectors, whose sums are 0.1 * [3, 2] and 0.9 * [20, 20] + 0.1 * [9, 12].
    const expected = [
      [0.3 / 3.9, 0.2 / 3.9],
      [18.9 / 1.9, 19.2 / 1.9],
    ];
    const counts = [3.9, 1.9];
    expect(Array.from(book.counts.dataSync())).toEqual(counts.map((count) => expect.closeTo(count, 5)));
    expect(Array.from(book.entries.dataSync())).toEqual(expected.flat().map((value) => expect.closeTo(value, 4)));
    book.dispose();
  });

  it('moves dead entries to a vector, with the even share as their count', () => {
    const book = codebook(
      [
        [0, 0],
        [99, 99],
      ],
      [4, 0.01],
    );
    update(book, [
      [1, 1],
      [1, 1],
    ]);
    const share = (0.9 * 4.01 + 0.1 * 2) / 2;
    expect(book.entries.arraySync()[1]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
    expect(book.counts.dataSync()[1]).toBeCloseTo(share, 5);
    // The other entry moves by the averages alone.
    expect(book.counts.dataSync()[0]).toBeCloseTo(3.8, 5);
    expect(book.entries.arraySync()[0][0]).toBeCloseTo(0.2 / 3.8, 5);
    book.dispose();
  });

  it('begins with the first vectors, chosen by seed', () => {
    const vectors = Array.from({ length: 50 }, (_, i) => [100 + i, 100 - i]);
    const entriesAfter = (seed: number) => {
      const book = new Codebook(8, 2, 0.99, new Rng(1));
      update(book, vectors, seed);
      const entries = book.entries.arraySync();
      book.dispose();
      return entries;
    };
    const entries = entriesAfter(1);
    for (const [x, y] of entries) {
      expect(x).toBeGreaterThan(99.9);
      expect(x + y).toBeCloseTo(200, 2);
    }
    expect(entriesAfter(1)).toEqual(entries);
    expect(entriesAfter(2)).not.toEqual(entries);
  });
});
