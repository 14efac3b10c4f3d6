import type { WorkPacer } from '@ae-lab/base';

/**
 * Returns `left` · `right`ᵀ, [m, n] from [m, width] and [n, width], all in row-major order. The event loop gets turns where the
 * pacer finds them due.
 */
export async function productWithTranspose(
  left: Float64Array,
  right: Float64Array,
  width: number,
  pacer: WorkPacer,
): Promise<Float64Array> {
  const columns = right.length / width;
  const result = new Float64Array((left.length / width) * columns);
  for (let column = 0; column < columns; column += 4) {
    multiply(left, right, width, column, result);
    await pacer.pause();
  }
  return result;
}

/** Computes four columns of the product, from two rows of `left` at a time, since loading numbers takes most of the time. */
function multiply(left: Float64Array, right: Float64Array, width: number, column: number, result: Float64Array): void {
  const [rows, columns] = [left.length / width, right.length / width];
  const p = column * width;
  const q = Math.min(column + 1, columns - 1) * width;
  const r = Math.min(column + 2, columns - 1) * width;
  const s = Math.min(column + 3, columns - 1) * width;
  for (let row = 0; row < rows; row += 2) {
    const x = row * width;
    const y = Math.min(row + 1, rows - 1) * width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    for (let k = 0; k < width; k++) {
      const xk = left[x + k];
      const yk = left[y + k];
      const pk = right[p + k];
      const qk = right[q + k];
      const rk = right[r + k];
      const sk = right[s + k];
      a += xk * pk;
      b += xk * qk;
      c += xk * rk;
      d += xk * sk;
      e += yk * pk;
      f += yk * qk;
      g += yk * rk;
      h += yk * sk;
    }
    result.set([a, b, c, d].slice(0, columns - column), row * columns + column);
    result.set([e, f, g, h].slice(0, columns - column), Math.min(row + 1, rows - 1) * columns + column);
  }
}
