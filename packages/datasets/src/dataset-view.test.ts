import '@tensorflow/tfjs-backend-cpu';
import { batches, disposeBatch, type ImageBatch, type ImageDataset, Rng } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type DatasetView, viewOf } from './dataset-view';

/** Ten images of one pixel with the values 0, 1/8, 2/8, ..., of class i mod 3, and the indices that were asked for. */
function source(labelled = true) {
  const asked: number[][] = [];
  const data = {
    size: 10,
    imageShape: [1, 1, 1],
    labels: labelled ? Int32Array.from({ length: 10 }, (_, i) => i % 3) : undefined,
    classes: labelled ? 3 : 0,
    batch(indices: ArrayLike<number>): ImageBatch {
      const rows = Int32Array.from(indices);
      asked.push([...rows]);
      return {
        images: tf.tensor4d(
          [...rows].map((row) => row / 8),
          [rows.length, 1, 1, 1],
        ),
        ...(labelled && {
          labels: tf.tensor1d(
            [...rows].map((row) => row % 3),
            'int32',
          ),
        }),
        indices: rows,
      };
    },
  } satisfies ImageDataset;
  return { data, asked };
}

/** The same images, which come late. */
const lateSource = (): ImageDataset => {
  const { data } = source();
  return { ...data, batch: async (indices) => data.batch(indices) };
};

/** Returns the numbers of the images in a view. */
async function numbers(view: DatasetView): Promise<number[]> {
  const found: number[] = [];
  for await (const { images, labels, indices } of batches(view, 3)) {
    const read = [...images.dataSync()].map((value) => value * 8);
    expect([...labels!.dataSync()]).toEqual(read.map((number) => number % 3));
    expect([...labels!.dataSync()]).toEqual([...indices].map((index) => view.labels![index]));
    found.push(...read);
  }
  return found;
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

it('takes, selects and splits images that come late, and leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const view = viewOf(lateSource());
  expect(await numbers(view)).toEqual(ALL);
  expect(await numbers(view.take(3))).toEqual([0, 1, 2]);
  expect(await numbers(view.subset([5, 2, 5]))).toEqual([5, 2, 5]);
  expect(await Promise.all(view.split(0.7).map(numbers))).toEqual([
    [0, 1, 2, 3, 4, 5, 6],
    [7, 8, 9],
  ]);
  expect(await numbers(view.filterClasses([2, 0]))).toEqual([0, 2, 3, 5, 6, 8, 9]);
  const shuffled = await numbers(view.shuffle(new Rng(1)));
  expect(shuffled).not.toEqual(ALL);
  expect(sorted(shuffled)).toEqual(ALL);
  expect(tf.memory().numTensors).toBe(before);
});

it('splits and folds by class', async () => {
  const view = viewOf(lateSource()).take(9);
  const [first, second] = view.stratifiedSplit(1 / 3, new Rng(1));
  expect([[...first.labels!].sort(), [...second.labels!].sort()]).toEqual([
    [0, 1, 2],
    [0, 0, 1, 1, 2, 2],
  ]);
  for (const folds of [view.folds(3, new Rng(1)), view.stratifiedFolds(3, new Rng(1))]) {
    const validated = await Promise.all(folds.map(({ validation }) => numbers(validation)));
    expect(sorted(validated.flat())).toEqual(ALL.slice(0, 9));
    for (const { train, validation } of folds) {
      expect(sorted([...(await numbers(train)), ...(await numbers(validation))])).toEqual(ALL.slice(0, 9));
    }
  }
  for (const { validation } of view.stratifiedFolds(3, new Rng(1))) {
    expect([...validation.labels!].sort()).toEqual([0, 1, 2]);
  }
});

it('asks the source for its own indices, however many views are between, and returns those of the view', () => {
  const { data, asked } = source();
  const view = viewOf(data).subset([9, 7, 5, 3]).subset([3, 1, 0]);
  const batch = viewOf(view).batch([2, 0]);
  expect(batch).not.toBeInstanceOf(Promise);
  const { images, indices } = batch as ImageBatch;
  expect(asked).toEqual([[9, 3]]);
  expect([...images.dataSync()]).toEqual([9 / 8, 3 / 8]);
  expect(indices).toEqual(Int32Array.of(2, 0));
  expect(viewOf(view)).toBe(view);
  disposeBatch(batch as ImageBatch);
});

it('has the shape and the classes of the source, and labels only if the source has them', () => {
  const view = viewOf(source().data).subset([4, 8]);
  expect(view).toMatchObject({ size: 2, imageShape: [1, 1, 1], sampleShape: [1, 1, 1], classes: 3 });
  expect(view.labels).toEqual(Int32Array.of(1, 2));
  const unlabelled = viewOf(source(false).data).take(2);
  expect([unlabelled.labels, unlabelled.classes]).toEqual([undefined, 0]);
  const batch = unlabelled.batch([1]) as ImageBatch;
  expect(batch.labels).toBeUndefined();
  disposeBatch(batch);
  expect(() => unlabelled.stratifiedFolds(2, new Rng(0))).toThrow(/^labels: expected a data set with labels/);
});

it('passes on what the source throws, at once or late', async () => {
  const { data } = source();
  const failing = (batch: ImageDataset['batch']) => viewOf({ ...data, batch }).take(2);
  const broken = () => {
    throw new Error('the disk is gone');
  };
  expect(() => failing(broken).batch([0])).toThrow('the disk is gone');
  await expect(failing(async () => broken()).batch([0])).rejects.toThrow('the disk is gone');
});

it('refuses indices out of range, empty views and anything but a data set of images', () => {
  const view = viewOf(source().data).take(4);
  expect(() => view.batch([4])).toThrow('indices: expected a whole number from 0 to 3, got 4.');
  expect(() => view.subset([-1])).toThrow(/^indices/);
  expect(() => view.subset([])).toThrow(/at least one image/);
  expect(() => viewOf({ ...source().data, size: 0 })).toThrow(/at least one image/);
  expect(() => viewOf({ ...source().data, imageShape: [1, 1] as never })).toThrow(/^data.imageShape/);
  expect(() => viewOf([] as never)).toThrow(/^data: expected an ImageDataset/);
});
