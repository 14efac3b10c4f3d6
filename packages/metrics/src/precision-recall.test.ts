import type { Codes } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { precisionRecall as expected, reference, samples } from '../test-data/samples.json';
import { precisionRecall } from './precision-recall';

const line = (...values: number[]): Codes => ({ values, dimension: 1 });

describe.each(backends)('precisionRecall on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each(expected)('agrees with scikit-learn for k = $k', async ({ k, ...scores }) => {
    const before = tf.memory().numTensors;
    const actual = await precisionRecall(samples, reference, { k });
    for (const [name, value] of Object.entries(scores)) {
      expect(actual[name as keyof typeof scores], name).toBeCloseTo(value, 12);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('agrees with a calculation by hand', async () => {
    // Balls of the real codes: [-1, 1], [0, 2], [1, 19]; of the samples: twice 0.5 alone, and [0.5, 40.5].
    expect(await precisionRecall(line(0.5, 0.5, 20.5), line(0, 1, 10), { k: 1 })).toEqual({
      precision: 2 / 3,
      recall: 2 / 3,
      density: 4 / 3,
      coverage: 2 / 3,
      warnings: [],
    });
  });

  it('counts a code at exactly the radius, however far from the origin', async () => {
    const shift = 2 ** 20;
    const shifted = (...values: number[]) => line(...values.map((value) => value + shift));
    const actual = await precisionRecall(shifted(0.25, 3.5), shifted(1, 1.75, 100), { k: 1 });
    // Balls of the real codes: [0.25, 1.75], [1, 2.5], [1.75, 198.25].
    expect(actual.density).toBe(2 / 2);
    expect(actual.coverage).toBe(2 / 3);
  });

  it('counts a code at exactly the radius where float32 rounds it away', async () => {
    // Each ball holds its centre and its k neighbours, the last one on its surface.
    const { density } = await precisionRecall(reference, reference, { k: 3 });
    expect(density).toBe(4 / 3);
  });

  it('has a low recall for realistic samples that do not reach most real codes', async () => {
    const collapsed = line(...new Array(20).fill(5));
    const { precision, recall, coverage } = await precisionRecall(collapsed, line(...new Array(20).keys()));
    expect(precision).toBe(1);
    expect(recall).toBe(1 / 20);
    expect(coverage).toBeLessThan(0.3);
  });

  it('warns of precise samples that all lie in the ball of an outlier', async () => {
    const real = line(...new Array(20).keys(), 1000);
    const { precision, warnings } = await precisionRecall(line(...new Array(20).fill(0).map((_, i) => 500 + i)), real);
    expect(precision).toBe(1);
    // 1 of 21, and 1 - (20 · 19 · 18) / (40 · 39 · 38).
    expect(warnings).toEqual([
      expect.stringMatching(/^samples: .* near 4.8 % of .* near 88.5 %; .* precision says little/),
    ]);
    const far = await precisionRecall(line(3000, 3001, 3002, 3003), real);
    expect(far).toMatchObject({ precision: 0, coverage: 0, warnings: [] });
  });
});

describe('precisionRecall', () => {
  it('takes 3 neighbours by default', async () => {
    expect(await precisionRecall(samples, reference)).toEqual(await precisionRecall(samples, reference, { k: 3 }));
  });

  it('names what is wrong', async () => {
    await expect(precisionRecall(samples, line(1, 2))).rejects.toThrow('reference.dimension: expected 5, got 1.');
    await expect(precisionRecall(line(1), line(1, 2))).rejects.toThrow(/^samples.values: /);
    await expect(precisionRecall(samples, reference, { k: 50 })).rejects.toThrow(
      'k: expected a whole number from 1 to 49',
    );
    await expect(precisionRecall(samples, reference, { neighbors: 5 } as object)).rejects.toThrow(
      'options: expected no other options than k, got "neighbors".',
    );
  });
});
