import { describe, expect, it } from 'vitest';
import { probe, test, testLabels, train, trainLabels } from '../test-data/codes.json';
import { linearProbe } from './linear-probe';

describe('linearProbe', () => {
  it.each(probe)('agrees with scikit-learn for an l2 of $l2', ({ l2, accuracy, crossEntropy }) => {
    const result = linearProbe(train, trainLabels, test, testLabels, { l2 });
    expect(result.accuracy).toBe(accuracy);
    expect(result.crossEntropy).toBeCloseTo(crossEntropy, 5);
  });

  it('has an l2 of 1 by default', () => {
    const { crossEntropy } = linearProbe(train, trainLabels, test, testLabels);
    expect(crossEntropy).toBe(linearProbe(train, trainLabels, test, testLabels, { l2: 1 }).crossEntropy);
  });

  it('does not depend on the scale of the codes or on a constant dimension', () => {
    const stretch = (values: number[]) =>
      values.flatMap((value, i) => (i % 4 === 3 ? [1e4 * value, 0.1] : [value - 50]));
    const [a, b] = [train, test].map(({ values }) => ({ values: stretch(values), dimension: 5 }));
    const plain = linearProbe(train, trainLabels, test, testLabels);
    const stretched = linearProbe(a, trainLabels, b, testLabels);
    expect(stretched.accuracy).toBe(plain.accuracy);
    expect(stretched.crossEntropy).toBeCloseTo(plain.crossEntropy, 5);
  });

  it('learns the frequencies of the classes from constant codes', () => {
    const constant = { values: new Float32Array(4), dimension: 1 };
    const { accuracy, crossEntropy } = linearProbe(constant, [0, 5, 5, 5], constant, [5, 0, 5, 5]);
    expect(accuracy).toBe(0.75);
    expect(crossEntropy).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 6);
  });

  it('never predicts a label that does not occur in training', () => {
    const codes = { values: [0, 1, 2, 3], dimension: 1 };
    expect(linearProbe(codes, [0, 0, 1, 1], codes, [0, 0, 1, 2])).toEqual({ accuracy: 0.75, crossEntropy: Infinity });
  });

  it('names what is wrong', () => {
    expect(() => linearProbe(train, trainLabels, test, undefined)).toThrow(
      'testLabels: expected 45 class indices, got undefined.',
    );
    expect(() => linearProbe(train, trainLabels, test, testLabels, { C: 1 } as object)).toThrow(
      /^options: .*, got "C"/,
    );
    expect(() => linearProbe(train, trainLabels, test, testLabels, { l2: 0 })).toThrow(/^l2: /);
    expect(() => linearProbe(train, new Int32Array(70), test, testLabels)).toThrow(
      'trainLabels: expected at least two different labels, got "only 0".',
    );
  });
});
