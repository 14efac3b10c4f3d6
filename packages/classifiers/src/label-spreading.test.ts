import { ArgumentError } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import reference from '../test-data/label-spreading.json';
import { type LabelSpreadingOptions, labelSpreading } from './label-spreading';

const line = (...values: number[]) => ({ values, dimension: 1 });

describe.each(BACKENDS)('on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it.each(reference.cases)(
    'spreads labels as scikit-learn does ($neighbors neighbours, alpha $alpha)',
    async ({ soft, ...options }) => {
      const codes = { values: reference.codes.flat(), dimension: 2 };
      const before = tf.memory().numTensors;
      const { shares, labels } = await labelSpreading(codes, reference.labels, { classes: 3, ...options });
      expect([...shares]).toEqual(soft.flat().map((value) => expect.closeTo(value, 8)));
      expect([...labels]).toEqual(soft.map((row) => (row.some(Boolean) ? row.indexOf(Math.max(...row)) : -1)));
      // None of the points far away has a label.
      expect(soft.at(-1)).toEqual([0, 0, 0]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

describe('labelSpreading', () => {
  const codes = line(0, 1, 2, 5);

  it.each<[string, number[], Partial<LabelSpreadingOptions>, string]>([
    ['no label at all', [-1, -1, -1, -1], {}, 'labels: expected at least one label that is not -1'],
    ['too few labels', [0, 1], {}, 'labels: expected 4 labels, one per code, got 2.'],
    ['labels that are not classes', [0, 2, -1, -1], {}, 'labels: expected a whole number from -1 to 1, got 2.'],
    ['more neighbours than codes', [0, 1, -1, -1], { neighbors: 4 }, 'neighbors: expected a whole number from 1 to 3'],
    ['alpha of 1', [0, 1, -1, -1], { alpha: 1 }, 'alpha: expected a finite number of at least 0 and below 1, got 1.'],
    ['no iteration', [0, 1, -1, -1], { iterations: 0 }, 'iterations'],
    ['no class', [0, 1, -1, -1], { classes: 0 }, 'classes'],
    ['labels that are not an array', 4 as never, {}, 'labels: expected 4 labels, one per code, got 4.'],
    ['a misspelt option', [0, 1, -1, -1], { k: 2 } as object, 'options: expected no other options than classes'],
  ])('refuses %s', async (_, labels, options, message) => {
    const attempt = labelSpreading(codes, labels, { classes: 2, ...options });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ArgumentError);
  });

  it('accepts any alpha below 1', async () => {
    const alpha = 1 - Number.EPSILON / 2;
    const { labels } = await labelSpreading(codes, [0, -1, -1, 1], { classes: 2, neighbors: 1, alpha, iterations: 3 });
    expect(labels).toHaveLength(4);
  });

  it('refuses codes that are not finite, or too few', async () => {
    await expect(labelSpreading(line(0, Number.NaN, 2, 5), [0, 1, -1, -1], { classes: 2 })).rejects.toThrow(
      'codes.values: expected finite numbers, got "NaN in row 1',
    );
    await expect(labelSpreading(line(0), [0], { classes: 2 })).rejects.toThrow('each of at least 2 codes');
  });
});
