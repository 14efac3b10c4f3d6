import { describe, expect, it } from 'vitest';
import { histogram, logits } from '../test-data/samples.json';
import { classHistogram } from './class-histogram';

describe('classHistogram', () => {
  it('agrees with NumPy and SciPy', () => {
    const { counts, shares, smallestShare, entropy, relativeEntropy } = classHistogram(logits);
    expect([...counts]).toEqual(histogram.counts);
    expect([...shares]).toEqual(histogram.counts.map((count) => count / 43));
    expect(smallestShare).toBe(Math.min(...histogram.counts) / 43);
    expect(entropy).toBeCloseTo(histogram.entropy, 12);
    expect(relativeEntropy).toBeCloseTo(histogram.entropy / Math.log(4), 12);
  });

  it('counts an image for the first of equal logits, and missing classes as 0', () => {
    const collapsed = classHistogram({ values: [1, 1, 0, 5, 2, 5], dimension: 3 });
    expect([...collapsed.counts]).toEqual([2, 0, 0]);
    expect(collapsed).toMatchObject({ smallestShare: 0, entropy: 0, relativeEntropy: 0 });
    const even = classHistogram({ values: [1, 0, 0, 1], dimension: 2 });
    expect(even.entropy).toBeCloseTo(Math.LN2, 12);
    expect(even.relativeEntropy).toBe(1);
  });

  it('names what is wrong', () => {
    expect(() => classHistogram({ values: [0, Number.NaN], dimension: 2 })).toThrow('NaN in row 0, dimension 1');
    expect(() => classHistogram({ values: [0], dimension: 1 })).toThrow('logits.dimension: expected a whole number of');
  });
});
