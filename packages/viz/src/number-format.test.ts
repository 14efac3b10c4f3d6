import { describe, expect, it } from 'vitest';
import { numberFormat } from './number-format';

const written = (numbers: number[], digits?: number, significant?: number) =>
  numbers.map(numberFormat(numbers, digits, significant));

describe('numberFormat', () => {
  it('writes all numbers with the digits that the largest needs', () => {
    expect(written([0.0123456, 0.5])).toEqual(['0.0123', '0.5000']);
    expect(written([0.0123456, 0.5], undefined, 3)).toEqual(['0.012', '0.500']);
    expect(written([1200, 7])).toEqual(['1,200', '7']);
    expect(written([1.25, -3], 1)).toEqual(['1.3', '−3.0']);
  });

  it('writes zero without a sign, and values that are not finite', () => {
    expect(written([-0.001, 1, Number.NaN, -Infinity], 1)).toEqual(['0.0', '1.0', 'n/a', '−∞']);
  });

  it('writes very small numbers with a power of ten', () => {
    expect(written([1.23456e-9])).toEqual(['1.235e−9']);
  });
});
