import { OURS } from './programs';
import type { Measurement, Request } from './protocol';
import type { Workload } from './workloads';

/** A program to measure; a separate process, except in tests. */
export interface Peer {
  readonly name: string;
  measure(request: Request): Promise<Measurement>;
}

export interface CompareOptions {
  /** The number of measurements whose median is taken. */
  readonly rounds: number;
  /** Whether slow peers, too, run the 50 steps and all rounds. */
  readonly full: boolean;
}

/** The result of one peer on a workload. */
export interface Row {
  readonly peer: string;
  /** Units per second: the median, the lowest and the highest of all rounds. */
  readonly rate?: number;
  readonly slowest?: number;
  readonly fastest?: number;
  readonly rounds?: number;
  /** Our rate relative to this peer's (×). */
  readonly ratio?: number;
  /** The check after 2 and after 50 repetitions. */
  readonly early?: number | null;
  readonly late?: number | null;
  /** Why there is no rate. */
  readonly failed?: string;
}

const EARLY = 2;
const LATE = 50;
/** The target duration of one round, in milliseconds. */
const ROUND = 1000;
/** Milliseconds that a slow peer may take for its 50 repetitions, and for all rounds. */
const PATIENCE = 30_000;

/** Measures a workload on all peers in turn, round by round, so that changes of the machine's speed affect them all. */
export async function compare(
  { task, work }: Workload,
  peers: readonly Peer[],
  { rounds, full }: CompareOptions,
): Promise<Row[]> {
  const runs: Run[] = [];
  const failed: Row[] = [];
  for (const peer of peers) {
    try {
      const early = await peer.measure({ task, repeats: EARLY });
      const affordable = full || (early.milliseconds * LATE) / EARLY < PATIENCE;
      const late = affordable ? await peer.measure({ task, repeats: LATE }) : undefined;
      const each = late ? late.milliseconds / LATE : early.milliseconds / EARLY;
      const repeats = Math.max(1, Math.round(ROUND / Math.max(each, 1e-3)));
      const affordableRounds = full ? rounds : Math.max(1, Math.floor(PATIENCE / (repeats * each)));
      runs.push({
        peer,
        repeats,
        rounds: Math.min(rounds, affordableRounds),
        early: early.check,
        late: late?.check,
        rates: [],
      });
    } catch (error) {
      failed.push({ peer: peer.name, failed: error instanceof Error ? error.message : String(error) });
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { peer, repeats, rates } of runs.filter((run) => round < run.rounds)) {
      const { milliseconds } = await peer.measure({ task, repeats });
      rates.push((1000 * work * repeats) / milliseconds);
    }
  }
  const ours = runs.find(({ peer }) => peer.name === OURS);
  return [...runs.map((run) => row(run, ours && median(ours.rates))), ...failed];
}

interface Run {
  readonly peer: Peer;
  readonly repeats: number;
  readonly rounds: number;
  readonly early: number | null;
  readonly late: number | null | undefined;
  readonly rates: number[];
}

function row({ peer, rates, rounds, early, late }: Run, ours: number | undefined): Row {
  const rate = median(rates);
  return {
    peer: peer.name,
    rate,
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    rounds,
    ratio: ours && ours / rate,
    early,
    late,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
