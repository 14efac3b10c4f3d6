import { copyFloats } from './scratch';

/**
 * Computes result = table [size, width] with result[indices[row]] = rows[row]. A row with an index outside [0, size) is
 * ignored. The result may be the table itself.
 */
export function writeRows(
  table: usize, rows: usize, indices: usize, result: usize, count: i32, width: i32, size: i32,
): void {
  if (result != table) copyFloats(result, table, size * width);
  for (let row = 0; row < count; row++) {
    const index = load<i32>(indices + (<usize>row << 2));
    if (<u32>index >= <u32>size) continue;
    copyFloats(result + (<usize>(index * width) << 2), rows + (<usize>(row * width) << 2), width);
  }
}
