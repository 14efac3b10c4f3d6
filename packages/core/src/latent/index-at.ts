/**
 * Returns the first index at which the running sum of `weights` exceeds `target`: a draw in proportion to the weights, of
 * which at least one is positive.
 */
export function indexAt(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i];
    last = i;
    if (sum > target) break;
  }
  // Rounding can leave the whole sum below a target that is just beneath it.
  return last;
}
