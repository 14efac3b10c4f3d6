import { AeLabError } from '@ae-lab/base';
import type { TrialRunner } from '../trial-runner';
import type { WorkerPoolOptions } from '../worker-pool';

/** Throws: a page has no worker threads of Node. */
export function startWorkerPool(_: WorkerPoolOptions): TrialRunner {
  throw new AeLabError('workerPool: a browser has no worker threads of Node. Pass the trial function itself as `run`.');
}

/** Returns the path of a file in `folder`. */
export function pathBelow(folder: string, name: string): string {
  return `${folder}/${name}`;
}

/** Throws: a page cannot write files. */
export async function writeText(path: string, _: string): Promise<void> {
  throw cannotHold(path);
}

/** Throws: a page cannot read files. */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  throw cannotHold(path);
}

/** Throws: a digest only names files. */
export function digest(_: string): string {
  throw cannotHold('digest');
}

function cannotHold(path: string): AeLabError {
  return new AeLabError(
    `${path}: a browser cannot keep files. Leave out \`folder\`, and store the result of toJSON() or toCsv().`,
  );
}
