import { expect } from 'vitest';
import type { Sums } from './naive';

/** Expects values within 1e-5 of the magnitude of the summed terms; NaN and infinities must be in the same places. */
export function expectSums(actual: ArrayLike<number>, { values, magnitudes }: Sums, context: string): void {
  expect(actual.length, context).toBe(values.length);
  for (let i = 0; i < values.length; i++) {
    const expected = values[i]!;
    const close = Number.isFinite(expected)
      ? Math.abs(actual[i]! - expected) <= 1e-5 * magnitudes[i]! + 1e-37
      : Object.is(actual[i], expected);
    if (!close) expect.fail(`${context}: value ${i} is ${actual[i]}, expected ${expected}`);
  }
}

/** Expects values within a tolerance relative to the larger of the expected value and `scale`. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  context: string,
  tolerance = 1e-5,
  scale = 1e-30,
): void {
  expect(actual.length, context).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    const close =
      Object.is(actual[i], expected[i]) || difference <= tolerance * Math.max(Math.abs(expected[i]!), scale);
    if (!close) expect.fail(`${context}: value ${i} is ${actual[i]}, expected ${expected[i]}`);
  }
}
