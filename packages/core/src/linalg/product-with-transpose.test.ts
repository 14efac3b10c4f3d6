import { Rng, WorkPacer } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { productWithTranspose } from './product-with-transpose';

it.each([
  [1, 1, 1],
  [2, 4, 3],
  [5, 7, 9],
  [3, 6, 2],
])('returns the sums of products: [%i, %i] by %i', async (rows, columns, width) => {
  const left = Float64Array.from(new Rng(1).normals(rows * width));
  const right = Float64Array.from(new Rng(2).normals(columns * width));
  const expected = Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < width; k++) sum += left[row * width + k] * right[column * width + k];
    return expect.closeTo(sum, 12);
  });
  expect([...(await productWithTranspose(left, right, width, new WorkPacer()))]).toEqual(expected);
});
