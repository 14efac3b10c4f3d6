import { expect, it } from 'vitest';
import { operations, outputShape } from './tasks';

it('counts a multiplication and an addition as two operations', () => {
  expect(operations({ kind: 'product', size: 512, transposeA: true, transposeB: false })).toBe(268_435_456);
  const convolution = { input: [2, 7, 6, 3], filters: 5, kernelSize: 3, stride: 2 } as const;
  const task = { kind: 'convolution', pass: 'forward', ...convolution } as const;
  expect(outputShape(task)).toEqual([2, 4, 3, 5]);
  expect(operations(task)).toBe(2 * (2 * 4 * 3 * 5) * (3 * 3 * 3));
});
