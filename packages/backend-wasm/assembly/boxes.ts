/** Copies of boxes from and into arrays of up to four axes. */
import { firstUnit, firstValue } from './parts';
import { copyFloats } from './scratch';

/**
 * Copies target[i, j, k, l] = source[i, j, k, l] for all indices below the sizes n0 to n3. The strides of the first three axes
 * count values; along the last axis the values are contiguous.
 */
export function copyBox(
  source: usize, target: usize, n0: i32, n1: i32, n2: i32, n3: i32,
  source0: i32, source1: i32, source2: i32, target0: i32, target1: i32, target2: i32, part: i32, parts: i32,
): void {
  // Rows that are contiguous in both arrays are copied as one row.
  if (source2 == n3 && target2 == n3) {
    n3 *= n2;
    n2 = 1;
  }
  const end = firstUnit(n0 * n1, part + 1, parts);
  for (let unit = firstUnit(n0 * n1, part, parts); unit < end; unit++) {
    const i = unit / n1;
    const j = unit % n1;
    let from = source + (<usize>(i * source0 + j * source1) << 2);
    let to = target + (<usize>(i * target0 + j * target1) << 2);
    for (let k = 0; k < n2; k++) {
      copyFloats(to, from, n3);
      from += <usize>source2 << 2;
      to += <usize>target2 << 2;
    }
  }
}

/** Sets `size` values to `value`. */
export function fill(target: usize, size: i32, value: f32, part: i32, parts: i32): void {
  const four = f32x4.splat(value);
  const first = firstValue(size, part, parts);
  let count = firstValue(size, part + 1, parts) - first;
  target += <usize>first << 2;
  for (; count >= 4; count -= 4) {
    v128.store(target, four);
    target += 16;
  }
  for (; count > 0; count--) {
    store<f32>(target, value);
    target += 4;
  }
}
