import { fillZero } from './scratch';

/** sums[ids[row]] += x[row] for x [rows, width]; a row whose id is outside [0, segments) counts nowhere. */
export function unsortedSegmentSum(x: usize, ids: usize, sums: usize, rows: i32, width: i32, segments: i32): void {
  fillZero(sums, <usize>(segments * width) << 2);
  for (let row = 0; row < rows; row++) {
    const id = load<i32>(ids + (<usize>row << 2));
    if (<u32>id >= <u32>segments) continue;
    const source = x + (<usize>(row * width) << 2);
    const target = sums + (<usize>(id * width) << 2);
    let column = 0;
    for (; column + 4 <= width; column += 4) {
      const at = <usize>column << 2;
      v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
    }
    for (; column < width; column++) {
      const at = <usize>column << 2;
      store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at));
    }
  }
}
