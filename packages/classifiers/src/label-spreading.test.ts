import { ArgumentError, Rng } from '@ae-lab/core';
import { BACKENDS } from '@ae-lab/testing';
import { memory, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import reference from '../test-data/label-spreading.json';
import { type LabelSpreadingOptions, labelSpreading } from './label-spreading';
import { nearestNeighbors } from './nearest-neighbors';

describe.each(BACKENDS)('on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it.each(reference.cases)(
    'labels spread as in scikit-learn ($neighbors neighbours, alpha $alpha)',
    async ({ soft, ...options }) => {
      const codes = tensor2d(reference.codes);
      const before = memory().numTensors;
      const spread = await labelSpreading(codes, reference.labels, { classes: 3, ...options });
      expect(spread.arraySync()).toEqual(soft.map((row) => row.map((value) => expect.closeTo(value, 5))));
      // The points far away have no label among them.
      expect(soft.at(-1)).toEqual([0, 0, 0]);
      spread.dispose();
      expect(memory().numTensors).toBe(before);
      codes.dispose();
    },
  );

  it('nearest neighbours are those of a plain search, over several blocks of rows and far from the origin', async () => {
    const [size, count] = [2100, 4];
    const values = new Rng(1).normals(size * 3, 1000, 1);
    const codes = tensor2d(values, [size, 3]);
    const found = await nearestNeighbors(codes, count);
    codes.dispose();
    const distance = (i: number, j: number) =>
      Math.hypot(...[0, 1, 2].map((c) => values[3 * i + c] - values[3 * j + c]));
    for (const i of [0, 1996, 1997, 2098, 2099]) {
      const others = Array.from({ length: size }, (__, j) => j).filter((j) => j !== i);
      const nearest = others.sort((a, b) => distance(i, a) - distance(i, b)).slice(0, count);
      expect(Array.from(found.subarray(i * count, (i + 1) * count))).toEqual(nearest);
    }
  });
});

describe('labelSpreading', () => {
  let codes: Tensor2D;
  beforeAll(async () => {
    await BACKENDS[0][1]();
    codes = tensor2d([0, 1, 2, 5], [4, 1]);
  });

  it.each<[string, number[], Partial<LabelSpreadingOptions>, string]>([
    ['no label at all', [-1, -1, -1, -1], {}, 'labels: expected at least one that is not -1'],
    ['too few labels', [0, 1], {}, 'labels: expected 4, one a code, got 2.'],
    ['labels that are no class', [0, 2, -1, -1], {}, 'labels: expected a whole number from -1 to 1, got 2.'],
    ['more neighbours than codes', [0, 1, -1, -1], { neighbors: 4 }, 'neighbors: expected a whole number from 1 to 3'],
    ['alpha of 1', [0, 1, -1, -1], { alpha: 1 }, 'alpha'],
    ['no iteration', [0, 1, -1, -1], { iterations: 0 }, 'iterations'],
    ['no class', [0, 1, -1, -1], { classes: 0 }, 'classes'],
  ])('refuses %s', async (_, labels, options, message) => {
    const attempt = labelSpreading(codes, labels, { classes: 2, ...options });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ArgumentError);
  });

  it('refuses codes that are not finite, or too few', async () => {
    const broken = tensor2d([0, Number.NaN, 2, 5], [4, 1]);
    await expect(labelSpreading(broken, [0, 1, -1, -1], { classes: 2 })).rejects.toThrow(
      'codes: expected finite numbers',
    );
    broken.dispose();
    const one = tensor2d([0], [1, 1]);
    await expect(labelSpreading(one, [0], { classes: 2 })).rejects.toThrow('codes: expected at least two, got 1.');
    one.dispose();
  });
});
