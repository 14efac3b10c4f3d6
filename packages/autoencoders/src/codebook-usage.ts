/** The usage of a codebook by some images. */
export interface CodebookUsage {
  /** The fraction of the entries that are used, in [0, 1]. */
  readonly codebookUsage: number;
  /** exp of the entropy of the entries' frequencies: from 1 to the number of entries, which it reaches if all are used equally often. */
  readonly perplexity: number;
}

/** Returns the usage of a codebook from the number of times that each entry was used. */
export function usageOf(counts: ArrayLike<number>): CodebookUsage {
  const used = Array.from(counts).filter((count) => count > 0);
  const total = used.reduce((sum, count) => sum + count, 0);
  const entropy = used.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0);
  return { codebookUsage: used.length / counts.length, perplexity: Math.exp(entropy) };
}
