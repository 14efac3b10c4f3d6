import type { JsonObject } from '@ae-lab/core';

/** The work of a child. */
export interface Job {
  readonly kind: 'training' | 'saving' | 'search';
  /** The folder that it works on. */
  readonly place: string;
  /** The name of the child, for the stamps on its saves. */
  readonly writer: string;
  readonly seed: number;
  /** The name of the model, for a training. */
  readonly model?: string;
  /** Whether the child only reads the place. */
  readonly onlyRead?: boolean;
}

/** A report of a child. Times are those of the machine's monotonic clock in milliseconds, the same in all processes. */
export type Message =
  /** The place was read: the stamp or epoch and the digest of what is there, or nothing. */
  | { readonly event: 'read'; readonly from: number; readonly at: number; readonly state?: State }
  | { readonly event: 'unreadable'; readonly from: number; readonly at: number; readonly problem: string }
  /** Something is about to be saved, or has been saved. */
  | { readonly event: 'begin' | 'end'; readonly stamp: string; readonly at: number }
  /** A trial was run, or its result is known. */
  | { readonly event: 'ran'; readonly trial: number }
  | { readonly event: 'result'; readonly trial: number; readonly loss?: number }
  /** The job is done: the digest of the trained model, or the warnings of the search. */
  | { readonly event: 'finished'; readonly digest?: string; readonly warnings?: readonly string[] }
  | { readonly event: 'failed'; readonly problem: string };

/** The content of a place. */
export interface State {
  readonly stamp: string;
  readonly digest: string;
  /** Whether the content has the digest that it says it has. */
  readonly whole: boolean;
}

/** The number of epochs of a training, and the losses that the trials of a search return. */
export const EPOCHS = 30;
export const TRIALS = 60;
export const lossOf = (trial: number, seed: number): number => 1 / (1 + trial + seed);

/** The text of an error, in one line. */
export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split('\n')[0].slice(0, 300)}` : String(error);
}

/** Options of a save that carries its own stamp and digest. */
export interface Stamped extends JsonObject {
  readonly stamp: string;
  readonly digest: string;
}
