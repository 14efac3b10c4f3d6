import { ArgumentError, BackendError, batches, Rng } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ArrayDataset } from './array-dataset';
import type { DatasetFold } from './dataset-views';

/** `size` images of 2 x 1 x 1 with the values [i, 255 - i], of class i mod 3. */
function numbered(size: number): ArrayDataset {
  return ArrayDataset.fromArrays({
    images: Uint8Array.from({ length: 2 * size }, (_, j) => (j % 2 === 0 ? j / 2 : 255 - (j - 1) / 2)),
    imageShape: [2, 1, 1],
    labels: Array.from({ length: size }, (_, i) => i % 3),
  });
}

/** Returns the numbers of the images of {@link numbered} in a view. */
function ids(data: ArrayDataset): number[] {
  const { images, labels } = data.batch(Array.from({ length: data.size }, (_, i) => i));
  const numbers = Array.from(images.dataSync(), (value) => Math.round(value * 255)).filter((_, j) => j % 2 === 0);
  images.dispose();
  labels?.dispose();
  return numbers;
}

const range = (size: number) => Array.from({ length: size }, (_, i) => i);

/** Asserts that folds are a partition of 100 images of three classes into ten. */
function expectPartition(folds: DatasetFold<ArrayDataset>[]) {
  expect(folds.flatMap(({ validation }) => ids(validation)).sort((a, b) => a - b)).toEqual(range(100));
  for (const { train, validation } of folds) {
    expect(validation.size).toBe(10);
    expect([...ids(train), ...ids(validation)].sort((a, b) => a - b)).toEqual(range(100));
  }
}

it('says what to do before there is a backend', () => {
  expect(() => numbered(2).batch([0])).toThrow(BackendError);
});

describe('ArrayDataset', () => {
  beforeAll(async () => {
    await import('@tensorflow/tfjs-backend-cpu');
  });

  it('returns batches of float32 in [0, 1] with labels and indices', () => {
    const before = tf.memory().numTensors;
    const { images, labels, indices } = numbered(10).batch([7, 0, 7]);
    expect(images.shape).toEqual([3, 2, 1, 1]);
    expect(images.dataSync()).toEqual(Float32Array.of(7 / 255, 248 / 255, 0, 1, 7 / 255, 248 / 255));
    expect(labels?.dtype).toBe('int32');
    expect(labels?.dataSync()).toEqual(Int32Array.of(1, 0, 1));
    expect(indices).toEqual(Int32Array.of(7, 0, 7));
    images.dispose();
    labels?.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('converts every byte at float32 precision', () => {
    const data = ArrayDataset.fromArrays({ images: Uint8Array.from(range(256)), imageShape: [16, 16, 1] });
    expect(data.batch([0]).images.dataSync()).toEqual(Float32Array.from(range(256), (byte) => byte / 255));
  });

  it('keeps floats unchanged, without labels', () => {
    const data = ArrayDataset.fromArrays({ images: [0, 0.25, 0.5, 1], imageShape: [1, 1, 2] });
    expect([data.size, data.classes, data.labels]).toEqual([2, 0, undefined]);
    expect(data.sampleShape).toEqual([1, 1, 2]);
    const batch = data.batch([1]);
    expect(batch.labels).toBeUndefined();
    expect([...batch.images.dataSync()]).toEqual([0.5, 1]);
  });

  it('is read in order by batches(), with a smaller last batch', async () => {
    const read: number[][] = [];
    for await (const { indices } of batches(numbered(10), 4)) read.push([...indices]);
    expect(read).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  it('shares pixels between views and keeps labels with their images', () => {
    const bytes = Uint8Array.of(0, 51, 102, 153);
    const data = ArrayDataset.fromArrays({ images: bytes, imageShape: [1, 1, 1], labels: [0, 1, 2, 3] });
    const view = data.subset([3, 1, 2]).subset([2, 0]).take(2);
    expect(view.labels).toEqual(Int32Array.of(2, 3));
    bytes[2] = 255;
    expect([...view.batch([0, 1]).images.dataSync()]).toEqual([1, Math.fround(0.6)]);
  });

  it('shuffles by the given random numbers', () => {
    const shuffled = numbered(100).shuffle(new Rng(1));
    expect(ids(shuffled)).not.toEqual(range(100));
    expect(ids(shuffled).toSorted((a, b) => a - b)).toEqual(range(100));
    expect(ids(shuffled).map((id) => id % 3)).toEqual([...shuffled.labels!]);
    expect(ids(numbered(100).shuffle(new Rng(1)))).toEqual(ids(shuffled));
  });

  it('splits in order by count or fraction', () => {
    expect(numbered(10).split(3).map(ids)).toEqual([range(3), range(10).slice(3)]);
    expect(numbered(10).split(0.75).map(ids)).toEqual([range(8), [8, 9]]);
  });

  it('splits classes evenly', () => {
    const data = numbered(100).filterClasses([0, 2]).shuffle(new Rng(4));
    const [first, second] = data.stratifiedSplit(0.8, new Rng(2));
    const count = (data: ArrayDataset, label: number) => data.labels?.filter((other) => other === label).length;
    expect([first.size, second.size]).toEqual([54, 13]);
    expect([count(first, 0), count(first, 1), count(first, 2)]).toEqual([27, 0, 27]);
    expect([...ids(first), ...ids(second)].sort((a, b) => a - b)).toEqual(range(100).filter((i) => i % 3 !== 1));
    const order = ids(data);
    expect(ids(first)).toEqual(ids(first).toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  });

  it('makes folds that together hold every image once', () => {
    expectPartition(numbered(100).folds(10, new Rng(3)));
    const folds = numbered(100).shuffle(new Rng(4)).stratifiedFolds(10, new Rng(3));
    expectPartition(folds);
    for (const { validation } of folds) {
      for (const label of [0, 1, 2]) {
        const count = validation.labels!.filter((other) => other === label).length;
        expect(count === 3 || count === 4).toBe(true);
      }
    }
  });

  it('filters classes without renaming them', () => {
    const data = numbered(10).filterClasses([2, 0]);
    expect(ids(data)).toEqual([0, 2, 3, 5, 6, 8, 9]);
    expect(data.classes).toBe(3);
  });

  it('refuses arrays that do not match, naming the argument', () => {
    const make = (changes: object) => () =>
      ArrayDataset.fromArrays({ images: new Uint8Array(8), imageShape: [2, 1, 1], ...changes });
    expect(make({ images: new Uint8Array(7) })).toThrow(/^images: expected a positive multiple of 2 .*, got 7/);
    expect(make({ images: new Uint8Array(0) })).toThrow(ArgumentError);
    expect(make({ imageShape: [2, 1] })).toThrow(/^imageShape/);
    expect(make({ images: Float32Array.of(0, Number.NaN) })).toThrow(/^images\[1\]: .* got NaN/);
    expect(make({ images: [0, 1.01] })).toThrow(/^images\[1\]/);
    expect(make({ labels: [0, 1, 2] })).toThrow(/^labels: expected 4, one per image, got 3/);
    expect(make({ labels: [0, 1, 2, -1] })).toThrow(/^labels: .* got -1/);
    expect(make({ labels: [0, 1, 2, 0.5] })).toThrow(/^labels/);
    expect(make({ labels: [0, 1, 2, 3], classNames: ['a', 'b', 'c'] })).toThrow(/^labels: .* got 3/);
    expect(make({ label: [0, 1, 2, 3] })).toThrow(/^arrays: expected no other options than .*labels.* got "label"/);
    expect(make({ images: undefined })).toThrow(/^images: .* got undefined/);
    expect(make({ images: ['0.5', '1'] })).toThrow(/^images\[0\]: expected a number .* got "0.5"/);
    expect(make({ labels: 5 })).toThrow('labels: expected an array of whole numbers, got 5.');
    expect(make({ images: '0123' })).toThrow('images: expected an array of numbers, got "0123".');
    expect(make({ classNames: 'abcd' })).toThrow(/^classNames: expected an array/);
    expect(make({ classNames: ['a', 2] })).toThrow('classNames[1]: expected text, got 2.');
  });

  it('cannot be made by new', () => {
    const Constructor = ArrayDataset as unknown as new (...args: unknown[]) => ArrayDataset;
    const message = 'ArrayDataset: expected to be made by ArrayDataset.fromArrays(), got Uint8Array of length 4.';
    expect(() => new Constructor(new Uint8Array(4), [2, 2, 1])).toThrow(message);
    expect(() => new Constructor()).toThrow(ArgumentError);
  });

  it('refuses impossible views', () => {
    const data = numbered(10);
    expect(() => data.take(11)).toThrow(/^count: expected a whole number from 1 to 10, got 11/);
    expect(() => data.batch([10])).toThrow(/^indices/);
    expect(() => data.subset([-1])).toThrow(/^indices/);
    expect(() => data.subset([])).toThrow(/at least one image/);
    expect(() => data.split(10)).toThrow(/^first/);
    expect(() => data.split(0.01)).toThrow(/^first/);
    expect(() => data.folds(1, new Rng(0))).toThrow(/^k/);
    expect(() => data.folds(11, new Rng(0))).toThrow(/^k/);
    expect(() => data.filterClasses([3])).toThrow(/^classes/);
    expect(() => data.stratifiedSplit(1, new Rng(0))).toThrow(/^fraction/);
    for (const none of [5, null, new Set([5])] as unknown as number[][]) {
      expect(() => data.batch(none)).toThrow(/^indices: expected an array of whole numbers/);
      expect(() => data.filterClasses(none)).toThrow(/^classes: expected an array/);
    }
    for (const text of ['0.8', '5'] as unknown as number[]) {
      expect(() => data.split(text)).toThrow(/^first: expected a finite number/);
      expect(() => data.stratifiedSplit(text, new Rng(0))).toThrow(/^fraction: expected a finite number/);
    }
    for (const seed of [undefined, 1] as unknown as Rng[]) {
      for (const make of ['folds', 'stratifiedFolds'] as const) expect(() => data[make](2, seed)).toThrow(/^rng/);
      expect(() => data.shuffle(seed)).toThrow(/^rng: expected an Rng, such as new Rng\(1\), got/);
      expect(() => data.stratifiedSplit(0.5, seed)).toThrow(/^rng/);
    }
    const unlabelled = ArrayDataset.fromArrays({ images: new Uint8Array(2), imageShape: [1, 1, 1] });
    expect(() => unlabelled.stratifiedFolds(2, new Rng(0))).toThrow(/^labels/);
  });
});
