import { Rng } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { gramMatrix } from './gram-matrix';

it.each([
  [1, 3],
  [2, 1],
  [5, 7],
  [8, 4],
  [11, 6],
])('returns the sums of products of %i rows of %i numbers', (count, width) => {
  const vectors = new Rng(1).normals(count * width);
  const expected = Array.from({ length: count * count }, (_, i) => {
    const [row, column] = [Math.floor(i / count), i % count];
    let sum = 0;
    for (let k = 0; k < width; k++) sum += vectors[row * width + k] * vectors[column * width + k];
    return expect.closeTo(sum, 12);
  });
  expect([...gramMatrix(vectors, width)]).toEqual(expected);
});
