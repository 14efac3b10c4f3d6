/** How much of a codebook some images use. */
export interface CodebookUsage {
  /** The fraction of the entries that are used at all, in [0, 1]. */
  readonly codebookUsage: number;
  /** exp of the entropy of their frequencies, from 1 to the number of entries, which means all as often. */
  readonly perplexity: number;
}

/** The usage of a codebook from how often each of its entries was used. */
export function usageOf(counts: ArrayLike<number>): CodebookUsage {
  const used = Array.from(counts).filter((count) => count > 0);
  const total = used.reduce((sum, count) => sum + count, 0);
  const entropy = used.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0);
  return { codebookUsage: used.length / counts.length, perplexity: Math.exp(entropy) };
}
