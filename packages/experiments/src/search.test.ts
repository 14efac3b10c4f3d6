import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError, type Metrics } from '@ae-lab/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gridSearch } from './grid-search';
import type { SearchProgress } from './search-options';
import type { TrialFunction } from './trial';

const objective = 'score';
const square = ({ settings: { x } }: { settings: { x: number } }) => ({ score: x * x });

describe('a search', () => {
  it('tries every setting with every seed, once', async () => {
    const runs: string[] = [];
    const table = await gridSearch({
      space: { x: [3, -1, 3], name: ['a', 'b'] },
      seeds: [5, 7, 5],
      objective,
      run: ({ settings: { x, name }, seed, budget, fold }) => {
        expect([budget, fold]).toEqual([undefined, undefined]);
        runs.push(`${x} ${name} ${seed}`);
        return { score: x * x + seed, other: 1 };
      },
    });
    expect(runs).toEqual(['3 a 5', '3 a 7', '3 b 5', '3 b 7', '-1 a 5', '-1 a 7', '-1 b 5', '-1 b 7']);
    const name: 'a' | 'b' = table.best.settings.name;
    expect([table.best.settings.x, name]).toEqual([-1, 'a']);
    expect(table.best.metrics.score).toEqual({ mean: 7, std: Math.SQRT2, values: [6, 8] });
    expect(table.best.trials.map(({ seed }) => seed)).toEqual([5, 7]);
    expect(table.stopped).toBe('completed');
  });

  it('records the reason of a failure and continues', async () => {
    const returned: Record<string, () => unknown> = {
      good: () => ({ score: 1 }),
      nan: () => ({ score: 1, loss: Number.NaN }),
      infinite: () => ({ score: Number.POSITIVE_INFINITY }),
      text: () => ({ score: '1' }),
      list: () => [1],
      null: () => null,
      other: () => ({ mse: 1, mae: 2 }),
      empty: () => ({}),
      error: () => {
        throw new RangeError('too\n large');
      },
      word: () => Promise.reject('no'),
      hang: () => new Promise(() => {}),
      heedful: () => new Promise((resolve) => setTimeout(() => resolve({ score: 0 }), 400)),
    };
    const table = await gridSearch({
      space: { kind: Object.keys(returned) },
      objective,
      trialTimeoutMs: 200,
      run: ({ settings }) => returned[settings.kind]() as Metrics,
    });
    expect(Object.fromEntries(table.rows.map(({ settings, trials }) => [settings.kind, trials[0].failure]))).toEqual({
      good: undefined,
      nan: "returned NaN for the metric 'loss'",
      infinite: "returned Infinity for the metric 'score'",
      text: `returned "1" for the metric 'score', which is not a number`,
      list: 'returned an array instead of metrics by name',
      null: 'returned null instead of metrics by name',
      other: "returned no metric 'score', only mse, mae",
      empty: "returned no metric 'score', only an empty object",
      error: 'RangeError: too large',
      word: 'threw "no"',
      hang: 'did not end within 200 ms',
      heedful: 'did not end within 200 ms',
    });
    expect(table.best.settings.kind).toBe('good');
  });

  it('ignores metrics that a trial returns after its time limit', async () => {
    const run: TrialFunction = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({ score: 0.5 })));
    const table = await gridSearch({ space: { x: [1] }, objective, trialTimeoutMs: 20, run });
    expect(table.rows[0].trials[0]).toMatchObject({ failure: 'did not end within 20 ms' });
  });

  it('reports its progress', async () => {
    const reports: SearchProgress<{ x: number }>[] = [];
    await gridSearch({
      space: { x: [1, 2, 3] },
      objective,
      run: ({ settings: { x } }) => ({ score: x === 2 ? Number.NaN : x }),
      onProgress: async (progress) => {
        reports.push(progress);
      },
    });
    expect(reports.map(({ done, total, failed, last }) => [done, total, failed, last.settings.x])).toEqual([
      [1, 3, 0, 1],
      [2, 3, 1, 2],
      [3, 3, 1, 3],
    ]);
    expect(reports[0].last).toMatchObject({ seed: 0, metrics: { score: 1 } });
    expect(reports[0].secondsLeft).toBeGreaterThan(0);
    expect(reports[2].secondsLeft).toBe(0);
  });

  it('ends with the error of its callback', async () => {
    let runs = 0;
    const search = gridSearch({
      space: { x: [1, 2, 3] },
      objective,
      run: ({ settings }) => {
        runs++;
        return square({ settings });
      },
      onProgress: () => {
        throw new Error('the disk is full');
      },
    });
    await expect(search).rejects.toThrow('the disk is full');
    expect(runs).toBe(1);
  });

  it('ends at once if no trial has the objective, and names the metrics', async () => {
    let runs = 0;
    const run = () => {
      runs++;
      if (runs === 1) throw new Error('diverged');
      return { loss: 1, accuracy: 0.5 };
    };
    const search = gridSearch({ space: { x: [1, 2, 3, 4] }, objective: 'acc', run });
    await expect(search).rejects.toThrow(
      'objective: expected one of the metrics that trials return (loss, accuracy), got "acc".',
    );
    expect(runs).toBe(2);
    const empty = gridSearch({ space: { x: [1] }, objective, run: () => ({}) });
    await expect(empty).rejects.toThrow('that trials return (none)');
  });

  it.each([
    ['accuracy', undefined, 'maximize'],
    ['validationAccuracy', undefined, 'maximize'],
    ['accuracy', 'minimize', 'minimize'],
    ['accuracy.loss', undefined, 'minimize'],
  ] as const)('for the objective %s with direction %s will %s', async (name, direction, expected) => {
    const run = ({ settings: { x } }: { settings: { x: number } }) => ({ [name]: x });
    const table = await gridSearch({ space: { x: [1, 2] }, objective: name, direction, run });
    expect([table.direction, table.best.settings.x]).toEqual([expected, expected === 'maximize' ? 2 : 1]);
  });

  it('when aborted returns the trials that ended', async () => {
    const abort = new AbortController();
    const table = await gridSearch({
      space: { x: [1, 2, 3, 4] },
      seeds: [0, 1],
      objective,
      signal: abort.signal,
      run: ({ settings, seed, signal }) => {
        if (settings.x === 2 && seed === 1) setTimeout(() => abort.abort());
        if (settings.x < 2 || seed === 0) return square({ settings });
        // As fit of core does: it returns an unfinished training's metrics.
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ score: -1 })));
      },
    });
    expect(table.stopped).toBe('aborted');
    expect(table.rows.map(({ settings, complete, trials }) => [settings.x, complete, trials.length])).toEqual([
      [1, true, 2],
      [2, false, 1],
    ]);
    const none = await gridSearch({ space: { x: [1] }, objective, signal: abort.signal, run: square });
    expect(none.rows).toEqual([]);
    expect(() => none.best).toThrow('No trial finished.');
  });

  it.each([
    ['run', { run: undefined }],
    ['objective', { objective: undefined }],
    ['direction', { direction: 'down' }],
    ['options', { maximize: true }],
    ['run.concurrency', { run: { run: square } }],
    ['folder', { folder: 5 }],
    ['signal', { signal: new AbortController() }],
    ['onProgress', { onProgress: {} }],
    ['seeds', { seeds: [] }],
    ['seeds[1]', { seeds: [1, -1] }],
    ['trialTimeoutMs', { trialTimeoutMs: 0 }],
    ['space', { space: {} }],
  ])('names %s in an error', async (argument, bad) => {
    const search = gridSearch({ space: { x: [1] }, objective, run: square, ...(bad as object) });
    await expect(search).rejects.toThrow(ArgumentError);
    await expect(search).rejects.toMatchObject({ argument });
  });
});

describe('a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const trialFiles = async () => (await readdir(folder)).filter((name) => /^trial-[\da-f]{24}\.json$/.test(name));

  /** Searches over x² and returns which x it ran. */
  async function search(x: number[], options: { seeds?: number[]; fails?: number; signal?: AbortSignal } = {}) {
    const { seeds, fails, signal } = options;
    const ran: string[] = [];
    const run = ({ settings, seed }: { settings: { x: number }; seed: number }) => {
      ran.push(`${settings.x}/${seed}`);
      return settings.x === fails ? { score: Number.NaN } : square({ settings });
    };
    const done: number[] = [];
    const onProgress = (progress: SearchProgress) => void done.push(progress.done);
    const table = await gridSearch({ space: { x }, seeds, objective, folder, run, signal, onProgress });
    return { table, ran, done };
  }

  it('stores every trial, for this search and for a larger one', async () => {
    const first = await search([1, 2]);
    expect(first.ran).toEqual(['1/0', '2/0']);
    expect(await trialFiles()).toHaveLength(2);
    expect(JSON.parse(await readFile(join(folder, 'search.json'), 'utf8'))).toEqual({
      search: 'grid',
      space: { x: [1, 2] },
      objective: 'score',
      direction: 'minimize',
      seeds: [0],
    });
    const second = await search([2, 1, 3], { seeds: [0, 1] });
    expect(second.ran).toEqual(['2/1', '1/1', '3/0', '3/1']);
    expect(second.done).toEqual([1, 2, 3, 4, 5, 6]);
    expect(second.table.rows.map(({ settings, metrics }) => [settings.x, metrics.score.values])).toEqual([
      [1, [1, 1]],
      [2, [4, 4]],
      [3, [9, 9]],
    ]);
    const third = await search([1, 2]);
    expect(third.ran).toEqual([]);
    expect(third.table.rows).toEqual(first.table.rows);
  });

  it('lets failed trials run again', async () => {
    await search([1, 2], { fails: 2 });
    const [failed] = (await Promise.all((await trialFiles()).map((name) => readFile(join(folder, name), 'utf8'))))
      .map((text) => JSON.parse(text))
      .filter(({ failure }) => failure !== undefined);
    expect(failed).toMatchObject({ settings: { x: 2 }, seed: 0, failure: "returned NaN for the metric 'score'" });
    const { table, ran } = await search([1, 2]);
    expect(ran).toEqual(['2/0']);
    expect(table.rows.every(({ complete }) => complete)).toBe(true);
  });

  it.each([
    ['is cut short', '{"settings":{"x":1},'],
    ['is empty', ''],
    ['holds another trial', '{"settings":{"x":2},"seed":0,"metrics":{"score":4},"seconds":1}'],
    ['has lost a number', '{"settings":{"x":1},"seed":0,"metrics":{"score":null},"seconds":1}'],
    ['is not an object', 'null'],
    ['is a number', '5'],
  ])('with a file that %s lets that trial run again and warns', async (_, text) => {
    await search([1]);
    const [name] = await trialFiles();
    await writeFile(join(folder, name), text);
    const { table, ran } = await search([1]);
    expect(ran).toEqual(['1/0']);
    expect(table.warnings).toEqual([expect.stringContaining(join(folder, name))]);
    expect(String(table)).toContain(name);
    expect((await search([1])).ran).toEqual([]);
  });

  it('adds finished trials to the table of a search that was aborted at once', async () => {
    await search([1, 2]);
    const { table, ran } = await search([1, 2, 3], { signal: AbortSignal.abort() });
    expect(ran).toEqual([]);
    expect(table.rows.map(({ settings }) => settings.x)).toEqual([1, 2]);
    expect(table.stopped).toBe('aborted');
  });

  it('that cannot be written ends the search', async () => {
    await writeFile(join(folder, 'file'), '');
    const run = gridSearch({ space: { x: [1] }, objective, folder: join(folder, 'file'), run: square });
    await expect(run).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  describe('of a process that was killed', () => {
    const script = fileURLToPath(new URL('../test-data/search-in-child.ts', import.meta.url));

    /** Kills the search once `isTime` is true for a line of output; returns the trials that had ended. */
    async function killed(
      args: (number | string)[],
      isTime: (line: string, count: number) => boolean,
    ): Promise<string[]> {
      const node = ['--conditions=@ae-lab/source', '--import', 'tsx', script, folder, ...args.map(String)];
      const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      for await (const chunk of child.stdout) {
        output += chunk;
        const lines = output.split('\n').slice(0, -1);
        if (lines.some(isTime)) child.kill('SIGKILL');
      }
      return output.split('\n').filter((line) => /^\d+$/.test(line));
    }

    const runsOf = async () => (await readFile(join(folder, 'runs.txt'), 'utf8')).trim().split('\n').map(Number);

    it('holds the finished trials, and only the others are run', async () => {
      expect(await killed([6, 3], (line) => line === 'hangs')).toEqual(['0', '1', '2']);
      const { table, ran } = await search([0, 1, 2, 3, 4, 5]);
      expect(await runsOf()).toEqual([0, 1, 2, 3]);
      expect(ran).toEqual(['3/0', '4/0', '5/0']);
      expect(table.rows.map(({ metrics }) => metrics.score.mean)).toEqual([0, 1, 2, 9, 16, 25]);
    });

    it('at any moment holds whole files, and no reported trial is run again', async () => {
      const trials = 120;
      const ended = new Set(await killed([trials, 'none'], (_, line) => line >= 40));
      expect(ended.size).toBeGreaterThan(40);
      const { ran, table } = await search(Array.from({ length: trials }, (_, x) => x));
      expect(ran.filter((name) => ended.has(name.replace('/0', '')))).toEqual([]);
      expect(table.warnings).toEqual([]);
      expect(table.rows).toHaveLength(trials);
    });
  });
});
