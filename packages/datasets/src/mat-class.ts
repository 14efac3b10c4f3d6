import type { NumericArray } from './numbers';

/** The values of each class of integers, and of logical arrays. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  logical: [0, 1],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint8: [0, 2 ** 8 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
};

/** Returns the first element that an array of a class of MATLAB cannot have, or undefined. */
export function valueOutside(type: string, data: NumericArray): number | undefined {
  if (type === 'single') return data.find((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)));
  const range = RANGES[type];
  if (range === undefined) return undefined;
  const [least, most] = range;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isInteger(data[i]) || data[i] < least || data[i] > most) return data[i];
  }
  return undefined;
}
