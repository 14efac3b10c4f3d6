import { describe, expect, it } from 'vitest';
import { growthOf } from './growth';

const MEGABYTE = 1e6;

/** Twenty readings, with this many bytes more after each. */
const readings = (heapPerReading: number, noise = 0, tensors = 0) =>
  Array.from({ length: 20 }, (_, i) => ({
    steps: 1000 * (i + 1),
    tensors: 50 + tensors * i,
    heap: 40 * MEGABYTE + heapPerReading * i + (i % 3) * noise,
    wasm: 64 * MEGABYTE,
    resident: 200 * MEGABYTE,
  }));

describe('growthOf', () => {
  it('tells growth from noise', () => {
    expect(growthOf(readings(0, 5 * MEGABYTE)).isFlat).toBe(true);
    // 400 bytes in each of 1,000 steps.
    expect(growthOf(readings(0.4 * MEGABYTE)).isFlat).toBe(false);
  });

  it('counts every tensor', () => {
    expect(growthOf(readings(0, 0, 1))).toMatchObject({ tensors: 19, isFlat: false });
  });
});
