/**
 * Every exported function computes one part of its result, `part` of `parts`. The parts write to different places and can run
 * at the same time; together they give the same bits however many there are. One part of one is the whole.
 */

/** Returns the first of `units` that belongs to a part. The part ends where the next one begins. */
// @ts-ignore: decorator
@inline
export function firstUnit(units: i32, part: i32, parts: i32): i32 {
  return <i32>((<i64>units * part) / parts);
}

/** Returns the first of `count` values that belongs to a part: a multiple of four, so that whole vectors stay together. */
// @ts-ignore: decorator
@inline
export function firstValue(count: i32, part: i32, parts: i32): i32 {
  return min(firstUnit((count + 3) >> 2, part, parts) << 2, count);
}

/** Values in a slice, at least. */
const SLICE_VALUES: i32 = 16384;

/** Number of slices, at most. */
const MOST_SLICES: i32 = 32;

/**
 * Returns the number of slices over which a sum of `values` runs. It depends on nothing else, and every slice is summed by one
 * part, so that the number of parts changes no bit. The kernels in src/ compute the same number.
 */
// @ts-ignore: decorator
@inline
export function sliceCount(values: i32): i32 {
  return min(max(values / SLICE_VALUES, 1), MOST_SLICES);
}
