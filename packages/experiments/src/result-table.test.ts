import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AeLabError } from '@ae-lab/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ResultTable } from './result-table';
import type { TrialRecord } from './trial';

type Settings = Record<string, unknown>;

const summary = { objective: 'mse', direction: 'minimize', stopped: 'completed', warnings: [] } as const;

/** Trials of one setting: a number is the objective, a string a failure, undefined a trial that did not end. */
function records(
  settings: Settings,
  outcomes: (number | string | undefined)[],
  budget?: number,
): TrialRecord<Settings>[] {
  return outcomes.map((outcome, seed) => {
    const ended = typeof outcome === 'number' ? { metrics: { mse: outcome, mae: 2 * outcome } } : { failure: outcome };
    return {
      trial: { settings, seed, budget },
      result: outcome === undefined ? undefined : { ...ended, seconds: 0.5 },
    };
  });
}

describe('the rows', () => {
  it('have mean and sample standard deviation', () => {
    // The values 2, 4, 4, 4, 5, 5, 7, 9 have mean 5 and squared deviations 32.
    const [row] = new ResultTable(records({ a: 1 }, [2, 4, 4, 4, 5, 5, 7, 9]), summary).rows;
    expect(row.metrics.mse).toEqual({ mean: 5, std: Math.sqrt(32 / 7), values: [2, 4, 4, 4, 5, 5, 7, 9] });
    expect(row.metrics.mae).toMatchObject({ mean: 10, std: 2 * Math.sqrt(32 / 7) });
    expect(row.seconds).toBe(4);
    expect(row.complete).toBe(true);
    expect(new ResultTable(records({ a: 1 }, [3]), summary).best.metrics.mse).toEqual({
      mean: 3,
      std: undefined,
      values: [3],
    });
  });

  it('are ranked: complete ones, then the larger budget, then the better mean', () => {
    const all = [
      ...records({ a: 1 }, [0, 'diverged'], 9),
      ...records({ a: 2 }, [3, 5], 1),
      ...records({ a: 3 }, [1, 1], 1),
      ...records({ a: 4 }, ['diverged', 'diverged'], 9),
      ...records({ a: 5 }, [0, undefined], 1),
      ...records({ a: 6 }, [undefined, undefined], 1),
      ...records({ a: 2 }, [7, 7], 9),
    ];
    const table = new ResultTable(all, summary);
    const ranked = (of: ResultTable<Settings>) => of.rows.map(({ settings, budget }) => [settings.a, budget]);
    expect(ranked(table)).toEqual([
      [2, 9],
      [3, 1],
      [2, 1],
      [1, 9],
      [5, 1],
      [4, 9],
    ]);
    expect(table.rows[3].metrics.mse).toEqual({ mean: 0, std: undefined, values: [0] });
    expect(table.rows[3].trials.map(({ failure }) => failure)).toEqual([undefined, 'diverged']);
    expect(table.top(3)).toEqual([{ a: 2 }, { a: 3 }, { a: 1 }]);
    expect(table.top(9)).toHaveLength(4);
    const maximal = ranked(new ResultTable(all, { ...summary, direction: 'maximize' }));
    expect(maximal.slice(0, 3)).toEqual([
      [2, 9],
      [2, 1],
      [3, 1],
    ]);
  });

  it('have no best one if no trial finished', () => {
    const failed = new ResultTable(records({ a: 1 }, ['diverged']), summary);
    expect(() => failed.best).toThrow(AeLabError);
    expect(() => failed.best).toThrow('No trial finished; the first one: diverged.');
    expect(() => new ResultTable([], summary).best).toThrow('No trial finished.');
    expect(failed.top(1)).toEqual([]);
    expect(() => failed.top(undefined as never)).toThrow('count: expected a whole number');
    expect(() => new ResultTable(undefined as never, summary)).toThrow('records: expected an array');
  });

  it.each([
    ['direction: expected one of minimize, maximize, got "up".', { direction: 'up' }],
    ['stopped: expected one of completed, aborted, got undefined.', { stopped: undefined }],
    ['warnings[0]: expected text, got 1.', { warnings: [1] }],
    ['summary: expected no other options than objective, direction, stopped, warnings, got "rows".', { rows: [] }],
  ])('need a valid summary: %s', (message, bad) => {
    expect(() => new ResultTable([], { ...summary, ...bad } as never)).toThrow(message);
  });
});

describe('as text', () => {
  const table = new ResultTable(
    [
      ...records({ rate: 0.001, units: [8, 16] }, [0.123456, 0.123456]),
      ...records({ rate: 0.1, name: 'a, "b"\nc' }, [1234567, 'TypeError: no, "never"']),
    ],
    { ...summary, stopped: 'aborted', warnings: ['trial-1.json: not usable.'] },
  );

  it('is aligned, with reasons and warnings below the rows', () => {
    expect(String(table).split('\n')).toEqual([
      'rate   units   name           mse         mae         trials  seconds',
      '0.001  [8,16]                 0.1235 ± 0  0.2469 ± 0  2       1',
      '0.1            "a, \\"b\\"\\nc"  1235000     2469000     1 of 2  1',
      'failed: {"rate":0.1,"name":"a, \\"b\\"\\nc"}, seed 1: TypeError: no, "never"',
      'trial-1.json: not usable.',
      'The search was aborted.',
    ]);
  });

  it('is CSV, quoted where necessary', () => {
    expect(table.toCsv()).toBe(
      [
        'rate,units,name,mse mean,mse std,mae mean,mae std,finished,failed,seconds,failures\r\n',
        '0.001,"[8,16]",,0.123456,0,0.246912,0,2,0,1,\r\n',
        '0.1,,"a, ""b""\nc",1234567,,2469134,,1,1,1,"TypeError: no, ""never"""\r\n',
      ].join(''),
    );
  });
});

describe('save', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('chooses the format by extension', async () => {
    const table = new ResultTable(records({ a: 1 }, [1, 2], 4), summary);
    await table.save(join(folder, 'new', 'table.json'));
    await table.save(join(folder, 'new', 'table.csv'));
    expect(JSON.parse(await readFile(join(folder, 'new', 'table.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify({ ...summary, rows: table.rows })),
    );
    expect(await readFile(join(folder, 'new', 'table.csv'), 'utf8')).toBe(table.toCsv());
    expect((await readdir(join(folder, 'new'))).sort()).toEqual(['table.csv', 'table.json']);
    await expect(table.save(join(folder, 'table.txt'))).rejects.toThrow(
      'path: expected a name that ends in .json or .csv',
    );
  });
});
