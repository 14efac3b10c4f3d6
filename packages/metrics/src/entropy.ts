/** Returns -Σ p ln p in nats, for probabilities that sum to 1; 0 ln 0 is 0. */
export function entropy(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}
