import type { Codes } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import { inceptionScore as expected, logits } from '../test-data/samples.json';
import { inceptionScore } from './inception-score';

/** Logits of images whose class is certain. */
const certain = (...labels: number[]): Codes => ({
  values: labels.flatMap((label) => [0, 1, 2].map((c) => (c === label ? 0 : -1000))),
  dimension: 3,
});

describe('inceptionScore', () => {
  it.each(expected)('agrees with SciPy for $splits splits', ({ splits, mean, standardDeviation }) => {
    const score = inceptionScore(logits, { splits });
    expect(score.mean).toBeCloseTo(mean, 10);
    expect(score.standardDeviation).toBeCloseTo(standardDeviation, 10);
  });

  it('makes ten splits by default, or one per image', () => {
    expect(inceptionScore(logits)).toEqual(inceptionScore(logits, { splits: 10 }));
    expect(inceptionScore(certain(0, 1)).mean).toBe(1);
  });

  it('is the number of equally frequent and certain classes, and 1 for a single class or for guesses', () => {
    expect(inceptionScore(certain(0, 1, 2, 0, 1, 2), { splits: 1 }).mean).toBeCloseTo(3, 12);
    expect(inceptionScore(certain(0, 0, 2, 2), { splits: 1 }).mean).toBeCloseTo(2, 12);
    expect(inceptionScore(certain(1, 1, 1), { splits: 1 }).mean).toBe(1);
    expect(inceptionScore({ values: new Float32Array(30), dimension: 3 }).mean).toBeCloseTo(1, 12);
  });

  it('names what is wrong', () => {
    expect(() => inceptionScore({ values: [0, Number.NaN], dimension: 2 })).toThrow('NaN in row 0, dimension 1');
    expect(() => inceptionScore(logits, { parts: 5 } as object)).toThrow(/^options: .*, got "parts"/);
    for (const splits of [0, 44]) expect(() => inceptionScore(logits, { splits })).toThrow('from 1 to 43');
  });
});
