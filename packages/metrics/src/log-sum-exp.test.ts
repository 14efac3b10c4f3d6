import { expect, it } from 'vitest';
import { logSumExp } from './log-sum-exp';

it('logSumExp neither overflows nor underflows', () => {
  expect(logSumExp([Math.log(2), Math.log(3)])).toBeCloseTo(Math.log(5), 12);
  expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
  expect(logSumExp([-1000, -1001])).toBeCloseTo(-1000 + Math.log1p(Math.exp(-1)), 12);
  expect(logSumExp([-Infinity, 4])).toBe(4);
  expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
});
