import { AeLabError } from '@ae-lab/base';
import type { TrialRunner } from '../trial-runner';
import type { WorkerPoolOptions } from '../worker-pool';

/** A page has no worker threads of Node's kind. */
export function startWorkerPool(_: WorkerPoolOptions): TrialRunner {
  throw new AeLabError('workerPool: a browser has no worker threads of Node; pass the trial function itself as `run`.');
}

/** A page has no folders. */
export function pathBelow(folder: string, name: string): string {
  return `${folder}/${name}`;
}

/** A page cannot write files. */
export async function writeText(path: string, _: string): Promise<void> {
  throw cannotHold(path);
}

/** A page cannot read files. */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  throw cannotHold(path);
}

/** Only used for the names of files. */
export function digest(_: string): string {
  throw cannotHold('digest');
}

function cannotHold(path: string): AeLabError {
  return new AeLabError(`${path}: a browser cannot keep files; leave \`folder\` out, and keep toJSON() or toCsv().`);
}
