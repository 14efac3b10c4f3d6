import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { availableCores } from '@ae-lab/base/node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gridSearch } from './grid-search';
import type { Trial } from './trial';
import type { TrialRunner } from './trial-runner';
import { type WorkerPoolOptions, workerPool } from './worker-pool';

const script = new URL('../test-data/trial.mjs', import.meta.url);

let pool: TrialRunner;
afterEach(() => pool?.close());

function start(options: Partial<WorkerPoolOptions> = {}): TrialRunner {
  pool = workerPool({ script, workers: 1, execArgv: [], ...options });
  return pool;
}

const trial = (action: string, rest: object = {}): Trial => ({ settings: { action, ...rest }, seed: 4 });
const running = () => new AbortController().signal;

describe('a worker', () => {
  it('gets settings, seed and signal, and serves one trial after the other', async () => {
    start();
    const { threadId } = (await pool.run(trial('succeed'), running())) as { threadId: number };
    expect(threadId).toBeGreaterThan(0);
    expect(await pool.run(trial('succeed'), running())).toEqual({ score: 5, threadId });
    expect(await pool.run(trial('signal'), running())).toEqual({ score: 1 });
    const fold = { index: 0, count: 2, train: Int32Array.of(0, 1, 4), validation: Int32Array.of(2, 3) };
    expect(await pool.run({ ...trial('fold'), fold }, running())).toEqual({ score: 5, train: 3 });
  });

  it.each([
    ['throw', 'there is no such layer'],
    ['throwNothing', undefined],
    ['exit', 'the trial ended its worker with exit code 3'],
    ['exitLater', 'the trial ended its worker with exit code 0'],
    ['crashLater', 'there is no such layer'],
    ['uncloneable', undefined],
  ])('whose trial is `%s` fails it and runs the next one', async (action, reason) => {
    start();
    const failure = await pool.run(trial(action), running()).catch((error) => ({ error }));
    expect(failure).toHaveProperty('error');
    if (reason !== undefined) expect((failure as { error: Error }).error.message).toContain(reason);
    expect(await pool.run(trial('succeed'), running())).toMatchObject({ score: 5 });
  });

  it.each(['hang', 'sleep'])('whose trial is `%s` is ended by the signal, and the next trial runs', async (action) => {
    start();
    const abort = new AbortController();
    const run = pool.run(trial(action), abort.signal);
    setTimeout(() => abort.abort(new Error('enough')), 300);
    await expect(run).rejects.toThrow('enough');
    await expect(pool.run(trial(action), abort.signal)).rejects.toThrow('enough');
    expect(await pool.run(trial('succeed'), running())).toMatchObject({ score: 5 });
  });

  it('runs beside others, and trials wait if there are more of them than workers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
    start({ workers: 2 });
    expect(pool.concurrency).toBe(2);
    const meet = (seed: number) => pool.run({ settings: { action: 'meet', folder, expected: 2 }, seed }, running());
    const [first, second, third] = (await Promise.all([meet(1), meet(2), meet(3)])) as { score: number }[];
    expect(second.score).not.toBe(first.score);
    expect([first.score, second.score]).toContain(third.score);
    await rm(folder, { recursive: true });
  });

  it('is replaced if it dies while trials wait', async () => {
    start({ workers: 2 });
    const actions = ['exit', 'exit', 'exit', 'succeed', 'exitLater', 'succeed', 'throw', 'succeed'];
    const outcomes = await Promise.allSettled(actions.map((action) => pool.run(trial(action), running())));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(actions.map((action) => action === 'succeed'));
  });

  it('can run TypeScript with a loader', async () => {
    const loader = String(new URL('../test-data/register-tsx.mjs', import.meta.url));
    start({ script: new URL('../test-data/typed-trial.ts', import.meta.url), execArgv: ['--import', loader] });
    expect(await pool.run({ settings: { x: 3 }, seed: 0 }, running())).toEqual({ score: 9 });
  });
});

describe('a pool', () => {
  it('has a worker for each processor by default', () => {
    expect(workerPool({ script }).concurrency).toBe(availableCores());
  });

  it.each([
    ['share the cores', undefined, 1, availableCores()],
    ['have one at least', undefined, 2 * availableCores(), 1],
    ['have what the environment says', '3', 1, 3],
  ])('has workers whose kernels %s', async (_, threads, workers, expected) => {
    vi.stubEnv('AE_LAB_THREADS', threads);
    try {
      start({ workers });
      expect(await pool.run(trial('threads'), running())).toEqual({ score: expected });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('can be closed during a trial, and used again', async () => {
    start();
    const run = expect(pool.run(trial('sleep'), running())).rejects.toThrow(/[Tt]erminat/);
    await expect(pool.run(trial('succeed'), AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    await pool.close();
    await run;
    expect(await pool.run(trial('succeed'), running())).toMatchObject({ score: 5 });
  });

  it('reports a script that cannot be imported, and one that is missing', async () => {
    start({ script: new URL('../test-data/broken-trial.mjs', import.meta.url) });
    await expect(pool.run(trial('succeed'), running())).rejects.toThrow('the data is missing');
    await expect(pool.run(trial('succeed'), running())).rejects.toThrow('the data is missing');
    expect(() => workerPool({ script: 'no-such-script.mjs' })).toThrow(/script: expected a file that exists.*no-such/);
    expect(() => workerPool(script as never)).toThrow('script: expected a path or a file URL, got undefined.');
    expect(() => workerPool({ script: new URL('https://x/trial.js') })).toThrow(
      'script: expected a path or a file URL',
    );
    expect(() => workerPool({ script, threads: 2 } as never)).toThrow('options: expected no other options than script');
    expect(() => workerPool({ script, execArgv: '--import' as never })).toThrow('execArgv: expected an array');
    expect(() => workerPool({ script, execArgv: [1] as never })).toThrow('execArgv[0]: expected text, got 1.');
    expect(() => workerPool({ script, workers: 0 })).toThrow('workers: expected');
    expect(() => workerPool({ script, heapLimitMb: 0.5 })).toThrow('heapLimitMb: expected');
  });

  it('reports workers that cannot start, for every trial', async () => {
    start({ workers: 2, execArgv: ['--import', './no-such-loader.mjs'] });
    const runs = Array.from({ length: 6 }, () => pool.run(trial('succeed'), running()));
    for (const outcome of await Promise.allSettled(runs)) {
      expect(outcome).toMatchObject({ reason: { message: expect.stringContaining('no-such-loader') } });
    }
    start({ execArgv: ['--no-such-option'] });
    await expect(pool.run(trial('succeed'), running())).rejects.toThrow('--no-such-option');
  });
});

/** Runs code in its own process, which must end by itself. Returns the JSON of the last line that it prints. */
async function inChild(code: string): Promise<unknown> {
  const text = `
    import { gridSearch } from ${JSON.stringify(new URL('./grid-search.ts', import.meta.url))};
    import { workerPool } from ${JSON.stringify(new URL('./worker-pool.ts', import.meta.url))};
    const script = new URL(${JSON.stringify(script)});
    ${code}`;
  const args = ['--conditions=@ae-lab/source', '--import', 'tsx', '--input-type=module', '--eval', text];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('a process', () => {
  it('survives a worker with an exhausted heap, and ends by itself with the pool still open', async () => {
    const failures = await inChild(`
      const run = workerPool({ script, workers: 1, execArgv: [], heapLimitMb: 32 });
      const space = { action: ['fillHeap', 'exit', 'succeed'] };
      const { rows } = await gridSearch({ space, objective: 'score', run });
      console.log(JSON.stringify(rows.map(({ trials: [{ failure }] }) => failure ?? null)));`);
    expect(failures).toEqual([
      null,
      expect.stringContaining('memory limit'),
      'the trial ended its worker with exit code 3',
    ]);
  });
});

describe('a search on worker threads', () => {
  it('records each failure with its reason and continues', async () => {
    const actions = ['throw', 'exit', 'succeed', 'hang', 'notANumber', 'text', 'nothing', 'sleep'] as const;
    const table = await gridSearch({
      space: { action: actions },
      seeds: [1],
      objective: 'score',
      run: start({ workers: 2 }),
      trialTimeoutMs: 4000,
    });
    const failures = Object.fromEntries(table.rows.map(({ settings, trials }) => [settings.action, trials[0].failure]));
    expect(failures).toEqual({
      succeed: undefined,
      throw: 'TypeError: there is no such layer',
      exit: 'the trial ended its worker with exit code 3',
      hang: 'did not end within 4000 ms',
      sleep: 'did not end within 4000 ms',
      notANumber: "returned NaN for the metric 'score'",
      text: `returned "high" for the metric 'score', which is not a number`,
      nothing: 'returned undefined instead of metrics by name',
    });
    expect(table.best.settings.action).toBe('succeed');
    expect(table.best.metrics.score.values).toEqual([2]);
  });
});
