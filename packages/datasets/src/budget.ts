import { type Description, FormatError, kind, optional } from '@ae-lab/core';

/** The option of all readers that limits the memory that a file can take. */
export interface Budget {
  /**
   * Largest size in bytes of what is made from a file: its unpacked content, or its pixels. A file that claims more is refused
   * before memory is allocated. Default: 32 times the size of the file, but at least 64 MiB and at most 2^31 - 1 bytes.
   */
  readonly maxBytes?: number;
}

/** The description of {@link Budget}. */
export const BUDGET = { maxBytes: optional(kind.integer({ from: 0 })) } satisfies Description<Budget>;

/** Real images rarely shrink to a tenth of their size; files made to exhaust memory shrink to a thousandth. */
const USUAL_RATIO = 32;
const ALWAYS_ALLOWED = 2 ** 26;
const LARGEST = 2 ** 31 - 1;

/** The highest compression ratio of the deflate format: a copy of 258 bytes takes two bits. */
const HIGHEST_RATIO = 1032;

/** Returns the largest size in bytes of what is made from files of `packed` bytes. */
export function budgetOf(packed: number, maxBytes?: number): number {
  return maxBytes ?? Math.min(LARGEST, Math.max(ALWAYS_ALLOWED, USUAL_RATIO * packed));
}

/** Throws a {@link FormatError} if a file claims more bytes than the budget allows. */
export function checkBudget(source: string, claimed: number, budget: number): void {
  if (claimed <= budget) return;
  const problem = `expected at most ${budget} bytes, got a claim of ${claimed}`;
  throw new FormatError(source, `oversized: ${problem}; raise maxBytes unless the file is damaged.`);
}

/** Throws a {@link FormatError} if a file claims more bytes than `packed` compressed ones can hold. */
export function checkPossible(source: string, claimed: number, packed: number): void {
  const possible = HIGHEST_RATIO * packed;
  if (claimed <= possible) return;
  const most = `at most ${possible} bytes, which ${packed} compressed bytes can hold`;
  throw new FormatError(
    source,
    `truncated, damaged or followed by other bytes: expected ${most}, got a claim of ${claimed}.`,
  );
}
