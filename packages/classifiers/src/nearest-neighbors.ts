import { matMul, mean, mul, slice, square, sub, sum, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/** How many distances are held at once, at most. */
const BLOCK = 2 ** 22;

/**
 * The indices of the `count` codes nearest to each code in Euclidean distance, the code itself left out: [n, count], row after
 * row, nearest first. By brute force in n² products of codes, a block of rows at a time, with a turn of the event loop after each.
 */
export async function nearestNeighbors(codes: Tensor2D, count: number): Promise<Int32Array> {
  const [size] = codes.shape;
  const rows = Math.max(1, Math.floor(BLOCK / size));
  const neighbours = new Int32Array(size * count);
  // Small numbers lose the least in the differences of squares below.
  const centred = tidy(() => sub(codes, mean(codes, 0)) as Tensor2D);
  try {
    for (let start = 0; start < size; start += rows) {
      const block = Math.min(rows, size - start);
      // |x - y|² without |x|², which is the same for all candidates y.
      const distances = tidy(() => {
        const products = matMul(slice(centred, [start, 0], [block, -1]), centred, false, true);
        return sub(sum(square(centred), 1), mul(products, 2));
      });
      const values = (await distances.data()) as Float32Array;
      distances.dispose();
      for (let i = 0; i < block; i++) {
        const row = values.subarray(i * size, (i + 1) * size);
        row[start + i] = Number.POSITIVE_INFINITY;
        neighbours.set(smallest(row, count), (start + i) * count);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  } finally {
    centred.dispose();
  }
  return neighbours;
}

/** Where the `count` smallest values stand, the smallest first. */
function smallest(values: Float32Array, count: number): Int32Array {
  const best = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const where = new Int32Array(count);
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] < best[count - 1])) continue;
    let position = count - 1;
    for (; position > 0 && values[i] < best[position - 1]; position--) {
      best[position] = best[position - 1];
      where[position] = where[position - 1];
    }
    best[position] = values[i];
    where[position] = i;
  }
  return where;
}
