import { ArgumentError } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { checkLabelledData } from './check-labelled-data';
import type { ImageDataset } from './dataset';

const labelled = (labels: unknown) =>
  ({
    size: 3,
    imageShape: [4, 4, 1],
    classes: 3,
    labels,
    batch: () => expect.unreachable(),
  }) as unknown as ImageDataset;

it('accepts data of as many classes as the model has, or fewer', () => {
  checkLabelledData('data', labelled(Int32Array.of(0, 2, 1)), 3);
  checkLabelledData('data', labelled(Int32Array.of(0, 2, 1)), 10);
});

const LABELS = 'validation: expected images with labels, validation.labels being an Int32Array of 3';

it.each<[string, unknown, string]>([
  ['missing labels', undefined, `${LABELS}, got undefined.`],
  ['too few labels', Int32Array.of(0, 1), `${LABELS}, got 2.`],
  ['labels in a plain array', [0, 1, 2], `${LABELS}, got 3.`],
  ['a negative label', Int32Array.of(0, -1, 2), 'validation.labels: expected classes from 0 to 2, got -1.'],
  ['a label that is not a class', Int32Array.of(0, 3, 2), 'validation.labels: expected classes from 0 to 2, got 3.'],
])('refuses %s', (_, labels, message) => {
  expect(() => checkLabelledData('validation', labelled(labels), 3)).toThrow(ArgumentError);
  expect(() => checkLabelledData('validation', labelled(labels), 3)).toThrow(message);
});

it('refuses a value that is not a data set', () => {
  for (const value of [undefined, [1], Promise.resolve(labelled(Int32Array.of(0, 1, 2)))]) {
    expect(() => checkLabelledData('data', value as never, 3)).toThrow('data: expected an ImageDataset');
  }
});
