import { ArgumentError } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import { type Fold, kFolds, stratifiedFolds } from './folds';

function expectPartition(folds: Fold[], size: number): void {
  const all = Array.from({ length: size }, (_, i) => i);
  const sorted = (positions: number[]) => positions.toSorted((a, b) => a - b);
  expect(sorted(folds.flatMap(({ validation }) => [...validation]))).toEqual(all);
  folds.forEach(({ index, count, train, validation }, i) => {
    expect([index, count]).toEqual([i, folds.length]);
    expect(sorted([...train, ...validation])).toEqual(all);
    expect([...validation]).toEqual(sorted([...validation]));
    expect(Math.abs(validation.length - size / count)).toBeLessThan(1);
  });
}

describe('kFolds', () => {
  it('puts every item into exactly one fold, at random by seed', () => {
    const folds = kFolds(23, 5, 1);
    expectPartition(folds, 23);
    expect(kFolds(23, 5, 1)).toEqual(folds);
    expect(kFolds(23, 5, 2)).not.toEqual(folds);
    expectPartition(kFolds(4, 4, 1), 4);
    expect(() => kFolds(4, 5, 1)).toThrow('folds: expected a whole number from 2 to 4, got 5');
  });
});

describe('stratifiedFolds', () => {
  // Classes of 5, 11 and 21 items.
  const labels = Array.from({ length: 37 }, (_, i) => (i % 7 === 0 && i < 35 ? 9 : i % 3 === 0 ? 4 : 2));
  const sizes = new Map([9, 4, 2].map((label) => [label, labels.filter((other) => other === label).length]));

  it('spreads each class evenly', () => {
    const folds = stratifiedFolds(labels, 4, 3);
    expectPartition(folds, labels.length);
    for (const { validation } of folds) {
      for (const [label, size] of sizes) {
        const inFold = validation.filter((i) => labels[i] === label).length;
        expect(Math.abs(inFold - size / 4)).toBeLessThan(1);
      }
    }
    expect(stratifiedFolds(Int32Array.from(labels), 4, 3)).toEqual(folds);
    expect(stratifiedFolds(labels, 4, 4)).not.toEqual(folds);
  });

  it('names the class that is too small', () => {
    expect(() => stratifiedFolds(labels, 6, 0)).toThrow(ArgumentError);
    expect(() => stratifiedFolds(labels, 6, 0)).toThrow(
      'folds: expected at most the size of the smallest class (class 9 has 5), got 6.',
    );
    expect(() => stratifiedFolds([], 2, 0)).toThrow('labels: expected at least one label');
    expect(() => stratifiedFolds([0, 0.5], 2, 0)).toThrow('labels[1]: expected a whole number');
    expect(() => stratifiedFolds(labels, 1, 0)).toThrow('folds: expected a whole number of at least 2, got 1');
  });
});
