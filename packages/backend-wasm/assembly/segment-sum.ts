import { firstUnit } from './parts';
import { addFloats, fillZero } from './scratch';

/** Computes sums[ids[row]] += x[row] from zero for x [rows, width]; a row with an id outside [0, segments) is ignored. */
export function unsortedSegmentSum(
  x: usize, ids: usize, sums: usize, rows: i32, width: i32, segments: i32, part: i32, parts: i32,
): void {
  const first = firstUnit(segments, part, parts);
  const segmentsHere = firstUnit(segments, part + 1, parts) - first;
  fillZero(sums + (<usize>(first * width) << 2), <usize>(segmentsHere * width) << 2);
  for (let row = 0; row < rows; row++) {
    const id = load<i32>(ids + (<usize>row << 2));
    if (<u32>(id - first) >= <u32>segmentsHere) continue;
    addFloats(sums + (<usize>(id * width) << 2), x + (<usize>(row * width) << 2), width);
  }
}
