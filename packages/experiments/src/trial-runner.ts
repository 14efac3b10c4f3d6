import { ArgumentError } from '@ae-lab/base';
import type { RunningTrial, Trial, TrialFunction } from './trial';

/** Where trials run. */
export interface TrialRunner {
  /** How many trials it runs at once. */
  readonly concurrency: number;
  /**
   * Runs one trial and resolves with whatever it returned. Rejects with the reason when the trial fails, and soon after
   * `signal` was aborted even if the trial does not end by itself.
   */
  run(trial: Trial, signal: AbortSignal): Promise<unknown>;
  /** Ends what runs, and frees what the runner holds. */
  close(): Promise<void>;
}

/**
 * Runs trials in this process, one after another. A trial past its time limit is left to itself: it goes on in the background
 * until it heeds its `signal`. One that never gives the event loop a turn, such as an endless synchronous loop, cannot be
 * interrupted here, and one that ends the process ends the search; {@link workerPool} survives both.
 */
export function inProcess<S extends object, Given = unknown>(trialFunction: TrialFunction<S, Given>): TrialRunner {
  if (typeof trialFunction !== 'function') throw new ArgumentError('trialFunction', 'a function', trialFunction);
  return {
    concurrency: 1,
    async run(trial, signal) {
      // Else a search of trials that only compute would give the event loop no turn, and abort signals no chance.
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      // A copy, so that a trial cannot change what is recorded as its settings.
      const given = { ...trial, settings: structuredClone(trial.settings), signal };
      return untilAborted(signal, async () => trialFunction(given as RunningTrial<S> & Given));
    },
    async close() {},
  };
}

async function untilAborted<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([action(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
