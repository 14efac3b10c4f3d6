/** Whether a higher value of a metric is better, as far as its name tells: for one that ends in 'accuracy'. */
export function higherIsBetter(metric: string): boolean {
  return /accuracy$/i.test(metric);
}
