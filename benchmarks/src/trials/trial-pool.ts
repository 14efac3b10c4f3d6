import { type TrialRunner, workerPool } from '@ae-lab/experiments';

/** Runs a trial function of this folder on all cores. */
export function trialPool(name: string, workers?: number): TrialRunner {
  const here = (file: string) => new URL(file, import.meta.url);
  return workerPool({
    script: here(`${name}.ts`),
    workers,
    execArgv: [...process.execArgv, '--import', here('register.mjs').href],
  });
}
