import { firstUnit } from './parts';
import { copyFloats } from './scratch';

/**
 * Computes result = table [size, width] with result[indices[row]] = rows[row]. A row with an index outside [0, size) is
 * ignored. The result may be the table itself.
 */
export function writeRows(
  table: usize, rows: usize, indices: usize, result: usize, count: i32, width: i32, size: i32, part: i32, parts: i32,
): void {
  const first = firstUnit(size, part, parts);
  const rowsHere = firstUnit(size, part + 1, parts) - first;
  const start = <usize>(first * width) << 2;
  if (result != table) copyFloats(result + start, table + start, rowsHere * width);
  for (let row = 0; row < count; row++) {
    const index = load<i32>(indices + (<usize>row << 2));
    if (<u32>(index - first) >= <u32>rowsHere) continue;
    copyFloats(result + (<usize>(index * width) << 2), rows + (<usize>(row * width) << 2), width);
  }
}
