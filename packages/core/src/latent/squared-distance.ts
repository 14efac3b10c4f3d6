/**
 * Returns the squared Euclidean distance between the `size` numbers of `a` from `start` on and those of `b` from
 * `otherStart` on. As soon as the sum reaches `limit`, returns the partial sum.
 */
export function squaredDistance(
  a: ArrayLike<number>,
  start: number,
  b: ArrayLike<number>,
  otherStart: number,
  size: number,
  limit = Infinity,
): number {
  let sum = 0;
  let i = 0;
  for (; i + 4 <= size && sum < limit; i += 4) {
    const p = a[start + i] - b[otherStart + i];
    const q = a[start + i + 1] - b[otherStart + i + 1];
    const r = a[start + i + 2] - b[otherStart + i + 2];
    const s = a[start + i + 3] - b[otherStart + i + 3];
    sum += p * p + q * q + (r * r + s * s);
  }
  for (; i < size && sum < limit; i++) sum += (a[start + i] - b[otherStart + i]) ** 2;
  return sum;
}
