import type { Reading } from './child';

/** The most that the JavaScript heap and the process may grow after the first half of a training, in bytes. */
const MOST_HEAP = 1e6;
const MOST_RESIDENT = 20e6;

/** The growth of the memory in the second half of a training. */
export interface Growth {
  /** Tensors between the fewest and the most. */
  readonly tensors: number;
  /** Kilobytes from the third to the last quarter, the lowest of each. */
  readonly heapKilobytes: number;
  readonly wasmKilobytes: number;
  readonly residentKilobytes: number;
  readonly isFlat: boolean;
}

/**
 * Compares the last quarter of a training with the third. The first half does not count: there, code is compiled and caches are
 * filled. The lowest reading of a quarter counts, which has the least garbage.
 */
export function growthOf(readings: readonly Reading[]): Growth {
  const half = readings.slice(Math.floor(readings.length / 2));
  const [third, last] = [half.slice(0, half.length >> 1), half.slice(half.length >> 1)];
  const growth = (of: (reading: Reading) => number) => Math.min(...last.map(of)) - Math.min(...third.map(of));
  const tensors = readings.map((reading) => reading.tensors);
  const spread = Math.max(...tensors) - Math.min(...tensors);
  const [heap, wasm, resident] = [
    growth(({ heap }) => heap),
    growth(({ wasm }) => wasm),
    growth(({ resident }) => resident),
  ];
  return {
    tensors: spread,
    heapKilobytes: Math.round(heap / 1e3),
    wasmKilobytes: Math.round(wasm / 1e3),
    residentKilobytes: Math.round(resident / 1e3),
    isFlat: spread === 0 && wasm === 0 && heap < MOST_HEAP && resident < MOST_RESIDENT,
  };
}
