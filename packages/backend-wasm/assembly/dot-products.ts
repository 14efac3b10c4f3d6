/** The product with a single column of B: one dot product per row of A, four rows at a time. */
import { multiplyAdd } from './simd';

/** Returns the sums of each vector's lanes, in order. */
// @ts-ignore: decorator
@inline
function sumLanes(r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  const sum01 = f32x4.add(low01, high01);
  const sum23 = f32x4.add(low23, high23);
  return f32x4.add(v128.shuffle<f32>(sum01, sum23, 0, 1, 4, 5), v128.shuffle<f32>(sum01, sum23, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function put(c: usize, cRows: usize, row: i32, sum: f32, init: f32, accumulate: bool): void {
  const target = c + load<u32>(cRows + (row << 2));
  store<f32>(target, sum + (accumulate ? load<f32>(target) : init));
}

/** Computes c[row] = init + a[row] * weights, A's rows as in rowsByPanels. With `accumulate`, adds to c instead of init. */
export function dotProducts(
  a: usize, aRows: usize, m: i32, segmentOffsets: usize, segments: i32, length: i32, weights: usize,
  c: usize, cRows: usize, init: f32, accumulate: bool,
): void {
  for (let row = 0; row < m; row += 4) {
    // The last rows run through the same code, so that no row's bits depend on its place.
    const rows = aRows + (row << 2);
    const last = <usize>(min(m - row, 4) - 1) << 2;
    let w = weights;
    let v0 = f32x4.splat(0);
    let v1 = f32x4.splat(0);
    let v2 = f32x4.splat(0);
    let v3 = f32x4.splat(0);
    for (let segment = 0; segment < segments; segment++) {
      const start = a + load<u32>(segmentOffsets + (segment << 2));
      let p0 = start + load<u32>(rows);
      let p1 = start + load<u32>(rows + min<usize>(4, last));
      let p2 = start + load<u32>(rows + min<usize>(8, last));
      let p3 = start + load<u32>(rows + min<usize>(12, last));
      let k = length;
      for (; k >= 4; k -= 4) {
        const w4 = v128.load(w);
        v0 = multiplyAdd(v128.load(p0), w4, v0);
        v1 = multiplyAdd(v128.load(p1), w4, v1);
        v2 = multiplyAdd(v128.load(p2), w4, v2);
        v3 = multiplyAdd(v128.load(p3), w4, v3);
        p0 += 16;
        p1 += 16;
        p2 += 16;
        p3 += 16;
        w += 16;
      }
      for (; k > 0; k--) {
        const w1 = v128.load32_zero(w);
        v0 = multiplyAdd(v128.load32_zero(p0), w1, v0);
        v1 = multiplyAdd(v128.load32_zero(p1), w1, v1);
        v2 = multiplyAdd(v128.load32_zero(p2), w1, v2);
        v3 = multiplyAdd(v128.load32_zero(p3), w1, v3);
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
        w += 4;
      }
    }
    const sums = sumLanes(v0, v1, v2, v3);
    put(c, cRows, row, f32x4.extract_lane(sums, 0), init, accumulate);
    if (last >= 4) put(c, cRows, row + 1, f32x4.extract_lane(sums, 1), init, accumulate);
    if (last >= 8) put(c, cRows, row + 2, f32x4.extract_lane(sums, 2), init, accumulate);
    if (last >= 12) put(c, cRows, row + 3, f32x4.extract_lane(sums, 3), init, accumulate);
  }
}
