import type { Task } from './tasks';

// A peer is a process that reads requests from its standard input and writes replies to its standard output, each a line
// of JSON. Its first line says what it is, or what it lacks.

export type Greeting = { readonly ready: string } | { readonly missing: string };

export interface Request {
  readonly task: Task;
  /** How often the task is repeated; training starts from the saved weights each time it is asked for. */
  readonly repeats: number;
}

export interface Measurement {
  /** For all repetitions together; building the network and loading the data are not in it. */
  readonly milliseconds: number;
  /**
   * Shows that all peers did the same work. Training: the loss on the first batch behind the last step. Else the mean
   * absolute value of the result, or null for a peer without one.
   */
  readonly check: number | null;
}

export type Reply = Measurement | { readonly failed: string };
