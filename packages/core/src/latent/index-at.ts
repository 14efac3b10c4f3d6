/** The first index at which the running sum of `weights`, of which some are positive, exceeds `target`: a draw by weight. */
export function indexAt(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i];
    last = i;
    if (sum > target) break;
  }
  // Rounding may leave the whole sum below a target just beneath it.
  return last;
}
