import type { Task } from './tasks';

// A peer is a process that reads requests from its standard input and writes replies to its standard output, each as a line
// of JSON. Its first line describes it, or says what is missing.

export type Greeting = { readonly ready: string } | { readonly missing: string };

export interface Request {
  readonly task: Task;
  /** The number of repetitions; every request for a training starts from the saved weights. */
  readonly repeats: number;
}

export interface Measurement {
  /** The time of all repetitions together, without building the network and loading the data. */
  readonly milliseconds: number;
  /**
   * A value that shows that all peers did the same work. Training: the loss on the first batch after the last step. Otherwise
   * the mean absolute value of the result, or null for a peer without a result.
   */
  readonly check: number | null;
}

export type Reply = Measurement | { readonly failed: string };
