// npm run test:fuzz -- --seconds 20 [--seed S] [--only READER] [--index I]
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { anySeed, readArguments } from '../arguments';
import { bundle } from '../bundle';
import { ReportingChild } from '../reporting-child';
import { MOST_BYTES, OUTCOMES, type Outcome, type Verdict } from './attempt';
import type { FuzzJob, FuzzReport } from './child';

/** Milliseconds until an attempt counts as hung, much longer than it may take since the machine may be busy, and until a child must have begun. */
const PATIENCE = 10_000;
const LONGEST_START = 120_000;
const LOOK_EVERY = 100;
const LONGEST_LIST = 40;

const { only, index, ...options } = readArguments({
  seconds: 60,
  seed: anySeed(),
  only: undefined as string | undefined,
  index: -1,
});
console.log(`Fuzz test with --seed ${options.seed}.`);
const folder = await mkdtemp(join(tmpdir(), 'ae-lab-fuzz-'));
const script = await bundle('fuzz/child.ts');
const until = performance.now() + 1000 * options.seconds;
let readers: readonly string[] = [];
const counts = new Map<string, Map<Outcome, number>>();
const faults: string[] = [];
/** The valid inputs that were refused. */
const refusals = new Set<string>();

let next: number | undefined = index < 0 ? 0 : index;
while (next !== undefined) next = await runFrom(next);
await rm(folder, { recursive: true, force: true });
printTable();

/** Runs a child from an attempt on, until it is done, or until an attempt ends it. Returns the attempt with which to go on. */
async function runFrom(first: number): Promise<number | undefined> {
  const count = index < 0 ? undefined : 1;
  const job: FuzzJob = { seed: options.seed, folder: join(folder, 'input'), first, only, count };
  let current = first;
  let hasBegun = false;
  let memory = 0;
  let reason: Verdict | undefined;
  const child = new ReportingChild<FuzzReport>(script, job, (message) => {
    if (message.problem) refusals.add(`${message.reader}, ${message.problem}`);
    if (message.readers) [hasBegun, readers] = [true, message.readers];
    if (message.verdict) note(current++, message.verdict);
  });
  let isOver = false;
  const ended = child.ended.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([ended, sleep(LOOK_EVERY)]);
    if (performance.now() > until && hasBegun) child.stop();
    const waited = performance.now() - child.lastReport;
    const bytes = await residentBytes(child.pid);
    if (!hasBegun || waited < LOOK_EVERY) memory = bytes;
    if (waited > (hasBegun ? PATIENCE : LONGEST_START))
      reason = { outcome: 'hung', detail: `${Math.round(waited / 1000)} s` };
    else if (hasBegun && bytes > memory + 3 * MOST_BYTES)
      reason = { outcome: 'memory', detail: `${Math.round((bytes - memory) / 1e6)} MB` };
    if (reason) child.kill();
  }
  const { code, signal, errors } = await ended;
  if (code === 0) return undefined;
  if (!hasBegun) throw new Error(`The child did not begin: ${reason?.outcome ?? errors}`);
  note(current, reason ?? { outcome: 'crashed', detail: `exit code ${code}, ${signal}: ${errors.slice(-400)}` });
  return performance.now() > until || index >= 0 ? undefined : current + 1;
}

function note(attempt: number, { outcome, detail }: Verdict): void {
  const name = only ?? readers[attempt % readers.length];
  const outcomes = counts.get(name) ?? new Map<Outcome, number>();
  counts.set(name, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
  if (outcome === 'right' || outcome === 'refused') return;
  const i = only === undefined ? Math.floor(attempt / readers.length) : attempt;
  faults.push(
    `${name}, ${outcome}: ${detail}\n  npm run test:fuzz -- --seed ${options.seed} --only ${name} --index ${i}`,
  );
  if (faults.length <= LONGEST_LIST) console.log(faults.at(-1));
}

function printTable(): void {
  const rows = readers
    .filter((name) => counts.has(name))
    .map((name) => {
      const row = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, counts.get(name)?.get(outcome) ?? 0]));
      return [name, { tries: Object.values(row).reduce((a, b) => a + b), ...row }] as const;
    });
  console.table(Object.fromEntries(rows));
  for (const refusal of refusals) console.log(refusal);
  const tries = rows.reduce((sum, [, row]) => sum + row.tries, 0);
  if (tries === 0) console.log(`No attempt: the readers are ${readers.join(', ')}.`);
  console.log(
    `${tries} tries, ${faults.length} faults, ${refusals.size} valid inputs refused (--seed ${options.seed}).`,
  );
  process.exitCode = faults.length + refusals.size === 0 && tries > 0 ? 0 : 1;
}

/** Returns the memory of a process, where the system tells it. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return 4096 * Number(statm.split(' ')[1] ?? 0);
}
