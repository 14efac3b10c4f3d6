/** Returns the products of all rows of `vectors` [n, width] with each other, [n, n] in row-major order, in float64. */
export function gramMatrix(vectors: ArrayLike<number>, width: number): Float64Array {
  const count = vectors.length / width;
  const gram = new Float64Array(count * count);
  for (let row = 0; row < count; row += 2) {
    for (let column = 0; column <= row + 1; column += 4) multiply(vectors, width, row, column, gram);
  }
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < row; column++) gram[column * count + row] = gram[row * count + column];
  }
  return gram;
}

/** Computes the products of two rows with four others, since loading numbers takes most of the time. The last row may repeat. */
function multiply(vectors: ArrayLike<number>, width: number, row: number, column: number, gram: Float64Array): void {
  const count = vectors.length / width;
  const below = Math.min(row + 1, count - 1);
  const second = Math.min(column + 1, count - 1);
  const third = Math.min(column + 2, count - 1);
  const fourth = Math.min(column + 3, count - 1);
  const x = row * width;
  const y = below * width;
  const p = column * width;
  const q = second * width;
  const r = third * width;
  const s = fourth * width;
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
  gram[row * count + column] = a;
  gram[row * count + second] = b;
  gram[row * count + third] = c;
  gram[row * count + fourth] = d;
  gram[below * count + column] = e;
  gram[below * count + second] = f;
  gram[below * count + third] = g;
  gram[below * count + fourth] = h;
}
