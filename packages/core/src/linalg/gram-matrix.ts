import type { WorkPacer } from '@ae-lab/base';

/**
 * Returns the products of all rows of `vectors` [n, width] with each other, [n, n] in row-major order, in float64. The event loop
 * gets turns where the pacer finds them due.
 */
export async function gramMatrix(vectors: ArrayLike<number>, width: number, pacer: WorkPacer): Promise<Float64Array> {
  const count = vectors.length / width;
  const gram = new Float64Array(count * count);
  for (let row = 0; row < count; row += 2) {
    for (let column = 0; column <= row; column += 4) multiply(vectors, width, row, column, gram);
    await pacer.pause();
  }
  return gram;
}

/** Computes the products of two rows with four others, since loading numbers takes most of the time. */
function multiply(vectors: ArrayLike<number>, width: number, row: number, column: number, gram: Float64Array): void {
  const count = vectors.length / width;
  const last = count - 1;
  const rows = [row, Math.min(row + 1, last)];
  const columns = [0, 1, 2, 3].map((i) => Math.min(column + i, last));
  const [x, y] = rows.map((i) => i * width);
  const [p, q, r, s] = columns.map((i) => i * width);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  for (let k = 0; k < width; k++) {
    const xk = vectors[x + k];
    const yk = vectors[y + k];
    const pk = vectors[p + k];
    const qk = vectors[q + k];
    const rk = vectors[r + k];
    const sk = vectors[s + k];
    a += xk * pk;
    b += xk * qk;
    c += xk * rk;
    d += xk * sk;
    e += yk * pk;
    f += yk * qk;
    g += yk * rk;
    h += yk * sk;
  }
  for (const [i, sums] of [
    [a, b, c, d],
    [e, f, g, h],
  ].entries()) {
    for (const [j, sum] of sums.entries()) {
      gram[rows[i] * count + columns[j]] = gram[columns[j] * count + rows[i]] = sum;
    }
  }
}
