import { type RunningTrial, type TrialRunner, workerPool } from '@ae-lab/experiments';
import type { DigitsChoice } from './digits';
import type { Parts } from './parts';

/** One training, as plain JSON; the name is for people. */
export interface Named {
  readonly name: string;
}

/** What the default export of an example's `train.ts` gets: a training, which images, and where to leave files. */
export type TrainingTask<T extends Named> = RunningTrial<
  T & { readonly digits: DigitsChoice; readonly folder: string }
>;

/** A training with what came of it, and the folder where it left its files. */
export type Trained<T extends Named, R> = T & { readonly result: R; readonly folder: string };

export interface TrainAllOptions<T extends Named> {
  /** The module whose default export trains. */
  readonly script: URL;
  readonly trainings: readonly T[];
  readonly digits: DigitsChoice;
  readonly seed: number;
  readonly parts: Parts;
}

/** One pool a script: its threads, and the images that they have loaded, serve all trainings of a run. */
const pools = new Map<string, TrialRunner>();

/**
 * Runs independent trainings on worker threads, one a core; those that have finished before are taken over. Several calls at
 * once share the threads.
 */
export async function trainAll<T extends Named, R>(options: TrainAllOptions<T>): Promise<Trained<T, R>[]> {
  const { script, trainings, digits, seed, parts } = options;
  const pool = workersOf(script);
  const { signal } = new AbortController();
  const train = async (training: T): Promise<Trained<T, R>> => {
    const part = await parts.part<R>(training.name, { training, digits, seed }, async (folder) => {
      return (await pool.run({ settings: { ...training, digits, folder }, seed }, signal)) as R;
    });
    return { ...training, ...part };
  };
  try {
    return await Promise.all(trainings.map(train));
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** The worker threads of a script, one a core: what its default export takes is what they run. */
export function workersOf(script: URL): TrialRunner {
  const pool = pools.get(script.href);
  if (pool !== undefined) return pool;
  // The loader of TypeScript of this process does not reach the threads of Node 20.
  const execArgv = [...process.execArgv, '--import', new URL('register.mjs', import.meta.url).href];
  const started = workerPool({ script, execArgv });
  pools.set(script.href, started);
  return started;
}
