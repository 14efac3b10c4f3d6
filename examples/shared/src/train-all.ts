import { join } from 'node:path';
import { type RunningTrial, type TrialRunner, workerPool } from '@ae-lab/experiments';
import type { DigitsChoice } from './digits';
import type { Parts } from './parts';

/** A training, as plain JSON; its name is for the log. */
export interface Named {
  readonly name: string;
}

/** The argument of the default export of an example's `train.ts`: a training, its images, and a folder for its files. */
export type TrainingTask<T extends Named> = RunningTrial<
  T & { readonly digits: DigitsChoice; readonly folder: string }
>;

/** A training with its result. */
export type Trained<T extends Named, R> = T & {
  readonly result: R;
  /** The folder of its files. */
  readonly folder: string;
  /** The place in that folder where {@link fitAndSave} saves the model. */
  readonly place: string;
};

export interface TrainAllOptions<T extends Named> {
  /** The module whose default export trains. */
  readonly script: URL;
  readonly trainings: readonly T[];
  readonly digits: DigitsChoice;
  readonly seed: number;
  readonly parts: Parts;
}

/** One pool per script: all trainings of a run share its threads and the images that these have loaded. */
const pools = new Map<string, TrialRunner>();

/**
 * Runs independent trainings on worker threads, one per core. Trainings that have finished before are reused. Concurrent
 * calls share the threads.
 */
export async function trainAll<T extends Named, R>(options: TrainAllOptions<T>): Promise<Trained<T, R>[]> {
  const { script, trainings, digits, seed, parts } = options;
  const pool = workersOf(script);
  const { signal } = new AbortController();
  const train = async (training: T): Promise<Trained<T, R>> => {
    const part = await parts.part<R>(training.name, { training, digits, seed }, async (folder) => {
      return (await pool.run({ settings: { ...training, digits, folder }, seed }, signal)) as R;
    });
    return { ...training, ...part, place: join(part.folder, 'model') };
  };
  try {
    return await Promise.all(trainings.map(train));
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** Returns the worker threads of a script, one per core, which run its default export. */
export function workersOf(script: URL): TrialRunner {
  const pool = pools.get(script.href);
  if (pool !== undefined) return pool;
  // In Node 20, worker threads do not inherit the TypeScript loader of this process.
  const execArgv = [...process.execArgv, '--import', new URL('register.mjs', import.meta.url).href];
  const started = workerPool({ script, execArgv });
  pools.set(script.href, started);
  return started;
}
