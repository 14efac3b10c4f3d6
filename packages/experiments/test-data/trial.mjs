import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** Runs the action that its settings name; the tests run it on worker threads. */
const ACTIONS = {
  succeed: ({ seed }) => ({ score: seed + 1, threadId }),
  throw: () => {
    throw new TypeError('there is no such layer');
  },
  throwNothing: () => {
    throw undefined;
  },
  exit: () => process.exit(3),
  exitLater: () => new Promise(() => setTimeout(() => process.exit(0), 20)),
  crashLater: () => new Promise(() => setTimeout(() => ACTIONS.throw(), 20)),
  hang: () => {
    for (;;);
  },
  sleep: () => new Promise(() => {}),
  fillHeap: () => {
    const hoard = [];
    for (;;) hoard.push(new Array(50_000).fill(hoard.length));
  },
  notANumber: () => ({ score: Number.NaN }),
  text: () => ({ score: 'high' }),
  nothing: () => undefined,
  uncloneable: () => ({ score: () => 1 }),
  signal: ({ signal }) => ({ score: signal instanceof AbortSignal && !signal.aborted ? 1 : 0 }),
  fold: ({ fold }) => ({ score: fold.validation.reduce((sum, i) => sum + i, 0), train: fold.train.length }),
  threads: () => ({ score: Number(process.env.AE_LAB_THREADS) }),
  /** Ends once the expected number of trials run at the same time. */
  meet: async ({ seed, settings: { folder, expected } }) => {
    appendFileSync(join(folder, String(seed)), '');
    while (readdirSync(folder).length < expected) await new Promise((resolve) => setTimeout(resolve, 5));
    return { score: existsSync(folder) ? threadId : 0 };
  },
};

export default (trial) => ACTIONS[trial.settings.action](trial);
