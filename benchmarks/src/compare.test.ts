import { describe, expect, it } from 'vitest';
import { compare, median, type Peer } from './compare';
import type { Workload } from './workloads';

describe('median', () => {
  it.each([
    [[3], 3],
    [[10, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('compare', () => {
  const workload: Workload = {
    name: 'training reference batch 32',
    task: { kind: 'training', network: 'reference', image: [28, 28, 1], batch: 32 },
    unit: 'images/s',
    work: 32,
  };

  /** A peer whose repetitions take a given time; it logs every request. */
  const peer = (name: string, milliseconds: number, log: string[]): Peer => ({
    name,
    measure: async ({ repeats }) => {
      log.push(`${name} ${repeats}`);
      return { milliseconds: milliseconds * repeats, check: repeats };
    },
  });

  it('measures the peers in turn, round by round', async () => {
    const log: string[] = [];
    const rows = await compare(workload, [peer('ours', 10, log), peer('other', 20, log)], { rounds: 2, full: false });
    const warmUp = ['ours 2', 'ours 50', 'other 2', 'other 50'];
    expect(log).toEqual([...warmUp, 'ours 100', 'other 50', 'ours 100', 'other 50']);
    expect(rows[0]).toMatchObject({ peer: 'ours', rate: 3200, ratio: 1, early: 2, late: 50, rounds: 2 });
    expect(rows[1]).toMatchObject({ peer: 'other', rate: 1600, ratio: 2, early: 2, late: 50, rounds: 2 });
  });

  it('skips the 50 steps and most rounds for slow peers, unless `full` is set', async () => {
    const log: string[] = [];
    const [row] = await compare(workload, [peer('slow', 7000, log)], { rounds: 7, full: false });
    expect(log).toEqual(['slow 2', ...Array.from({ length: 4 }, () => 'slow 1')]);
    expect(row).toMatchObject({ rounds: 4, early: 2, late: undefined, ratio: undefined });
    const [whole] = await compare(workload, [peer('slow', 7000, [])], { rounds: 7, full: true });
    expect(whole).toMatchObject({ rounds: 7, late: 50 });
  });

  it('keeps a row for a peer that cannot do the task', async () => {
    const broken: Peer = { name: 'broken', measure: () => Promise.reject(new Error('dense networks only')) };
    const rows = await compare(workload, [broken, peer('ours', 10, [])], { rounds: 1, full: false });
    expect(rows.map(({ peer: name, failed }) => [name, failed])).toEqual([
      ['ours', undefined],
      ['broken', 'dense networks only'],
    ]);
  });
});
