import { kind } from '@ae-lab/base';
import type { RunningTrial, Trial, TrialFunction } from './trial';

/** Runs trials: in this process, on worker threads, or elsewhere. */
export interface TrialRunner {
  /** Number of trials that run at once, at least 1. */
  readonly concurrency: number;
  /**
   * Runs one trial and resolves with its return value. Rejects with the reason if the trial fails, and soon after `signal` is
   * aborted even if the trial does not end by itself.
   */
  run(trial: Trial, signal: AbortSignal): Promise<unknown>;
  /** Ends the running trials and frees the runner's resources. */
  close(): Promise<void>;
}

/**
 * Returns a runner in this process, one trial after another. A trial that exceeds its time limit continues in the background
 * until it obeys its `signal`. A trial that never yields to the event loop, such as an endless synchronous loop, cannot be
 * interrupted, and one that ends the process ends the search; {@link workerPool} survives both.
 */
export function inProcess<S extends object, Given = unknown>(trialFunction: TrialFunction<S, Given>): TrialRunner {
  kind.callback().read('trialFunction', trialFunction);
  return {
    concurrency: 1,
    async run(trial, signal) {
      // Without this, trials that only compute would never yield to the event loop, and no abort signal could arrive.
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      // A copy, so that a trial cannot change its recorded settings.
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
