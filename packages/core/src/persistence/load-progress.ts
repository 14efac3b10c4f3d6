/** The progress of a load over http, in bytes. */
export interface LoadProgress {
  /** Number of bytes received so far, of all files together. */
  readonly received: number;
  /** Size of all files; absent until the server has stated the size of each of them. */
  readonly total?: number;
}

/** Adds up the progress of several files. */
export class ProgressOfFiles {
  /** Number of files in all, once it is known. */
  files = Number.POSITIVE_INFINITY;
  private readonly received = new Map<string, number>();
  private readonly totals = new Map<string, number | undefined>();

  constructor(private readonly report: ((progress: LoadProgress) => void) | undefined) {}

  /** Returns the function that takes the progress of one file. */
  of(file: string): (received: number, total: number | undefined) => void {
    return (received, total) => {
      this.received.set(file, received);
      this.totals.set(file, total);
      if (received > 0) this.report?.({ received: sum([...this.received.values()]) ?? 0, total: this.total() });
    };
  }

  private total(): number | undefined {
    return this.totals.size === this.files ? sum([...this.totals.values()]) : undefined;
  }
}

/** Returns the sum, or undefined if one of the numbers is missing. */
function sum(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((a, b) => (a === undefined || b === undefined ? undefined : a + b), 0);
}
