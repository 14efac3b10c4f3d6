/** Copies of boxes from and into arrays of up to four axes. */
import { copyFloats } from './scratch';

/**
 * Copies target[i, j, k, l] = source[i, j, k, l] for all indices below the sizes n0 to n3. The strides of the first three axes
 * count values; along the last axis the values are contiguous.
 */
export function copyBox(
  source: usize, target: usize, n0: i32, n1: i32, n2: i32, n3: i32,
  source0: i32, source1: i32, source2: i32, target0: i32, target1: i32, target2: i32,
): void {
  // Rows that are contiguous in both arrays are copied as one row.
  if (source2 == n3 && target2 == n3) {
    n3 *= n2;
    n2 = 1;
  }
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      let from = source + (<usize>(i * source0 + j * source1) << 2);
      let to = target + (<usize>(i * target0 + j * target1) << 2);
      for (let k = 0; k < n2; k++) {
        copyFloats(to, from, n3);
        from += <usize>source2 << 2;
        to += <usize>target2 << 2;
      }
    }
  }
}

/** Sets `count` values to `value`. */
export function fill(target: usize, count: i32, value: f32): void {
  const four = f32x4.splat(value);
  for (; count >= 4; count -= 4) {
    v128.store(target, four);
    target += 16;
  }
  for (; count > 0; count--) {
    store<f32>(target, value);
    target += 4;
  }
}
