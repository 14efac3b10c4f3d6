// npm run test:crash -- --seconds 20 [--kills N] [--seed S]
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rng } from '@ae-lab/base';
import { anySeed, readArguments } from '../arguments';
import { bundle } from '../bundle';
import { ReportingChild } from '../reporting-child';
import type { Message } from './messages';
import { CRASHED_MODELS } from './models';
import { SavingScenario } from './saving-scenario';
import type { Scenario } from './scenario';
import { SearchScenario } from './search-scenario';
import { Reference, TrainingScenario } from './training-scenario';

/** Milliseconds without a report after which a child counts as hung. A save may wait a minute for another one. */
const PATIENCE = 90_000;
/** The longest time from the first report of a child to its kill, in milliseconds. */
const LONGEST_LIFE = 1_500;
/** Starts a process in PID and mount namespaces of its own, as a container would. */
const ELSEWHERE = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

const options = readArguments({ seconds: 60, kills: Number.MAX_SAFE_INTEGER, seed: anySeed() });
console.log(`Crash test with --seed ${options.seed}.`);
const folder = await mkdtemp(join(tmpdir(), 'ae-lab-crash-'));
const script = await bundle('crash/child.ts');
const rng = new Rng(options.seed);
const until = performance.now() + 1000 * options.seconds;
const saving = new SavingScenario('saves', folder, options.seed);
const search = new SearchScenario('search', folder, options.seed);
const trainings = CRASHED_MODELS.map((model) => new TrainingScenario(model, folder, options.seed));
const scenarios: readonly Scenario[] = [saving, search, ...trainings];
let writers = 0;
let kills = 0;

const bystander = startBystander();
// Scenarios wait in a queue for the next free lane.
const waiting: Scenario[] = [...scenarios];
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane));
await endBystander();
for (const scenario of scenarios) scenario.finish();
printTable();

async function lane(): Promise<void> {
  while (performance.now() < until && kills < options.kills) {
    const scenario = waiting.shift();
    if (scenario === undefined) return;
    // Several kills in a row, since the reference of a training takes as long as one of them.
    for (let i = 0; i < 4 && performance.now() < until && kills < options.kills; i++) await round(scenario);
    waiting.push(scenario);
  }
  // What the last kill left behind is read, and the job is done to its end.
  for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
    if (scenario.tally.kills > 0) await runToEnd(scenario);
  }
}

/** Runs a child and kills it at a random moment. */
async function round(scenario: Scenario): Promise<void> {
  if (scenario instanceof TrainingScenario && scenario.reference === undefined) await measure(scenario);
  const child = start(scenario);
  // One in eight dies while it starts or reads.
  const early = rng.uniform() < 1 / 8;
  const life = rng.uniform(0, early ? 1_000 : LONGEST_LIFE);
  if (!early) await Promise.race([child.firstReport, child.ended, sleep(PATIENCE, undefined, { ref: false })]);
  const ending = await Promise.race([child.ended, sleep(life)]);
  if (ending) return check(scenario, ending);
  if (performance.now() - child.lastReport > PATIENCE) scenario.fault('hung', 'a child reported nothing');
  child.kill();
  await child.ended;
  kills++;
  scenario.tally.kills++;
}

/** Runs a child to its end. */
async function runToEnd(scenario: Scenario): Promise<void> {
  const child = start(scenario);
  if (scenario === saving) child.stop();
  check(scenario, await endOf(child, scenario));
}

/** Trains once without interruption. */
async function measure(scenario: TrainingScenario): Promise<void> {
  const reference = new Reference();
  scenario.reference = reference;
  const child = new ReportingChild<Message>(script, scenario.job('reference'), (message) => reference.receive(message));
  check(scenario, await endOf(child, scenario));
}

function start(scenario: Scenario): ReportingChild<Message> {
  return new ReportingChild<Message>(script, scenario.job(`writer ${writers++}`), (message) =>
    scenario.receive(message),
  );
}

/** Waits for the end of a child, and kills it if it reports nothing for too long. */
async function endOf(child: ReportingChild<Message>, scenario: Scenario) {
  const watch = setInterval(() => {
    if (performance.now() - child.lastReport < PATIENCE) return;
    scenario.fault('hung', `a child reported nothing for ${PATIENCE / 1000} seconds`);
    child.kill();
  }, 1_000);
  const ending = await child.ended;
  clearInterval(watch);
  return ending;
}

/** Counts an end that the child did not report itself. */
function check(scenario: Scenario, { code, signal, errors }: Awaited<ReportingChild<Message>['ended']>): void {
  if (code !== 0 && signal !== 'SIGKILL') scenario.fault('errors', `exit code ${code}, ${signal}: ${errors}`);
}

/** Starts a process in another PID namespace that saves to the same place all the time, if this is possible. */
function startBystander(): ReportingChild<Message> | undefined {
  const [program, ...args] = ELSEWHERE;
  if (spawnSync(program, [...args, 'true']).status === 0) {
    return new ReportingChild(script, saving.job('bystander'), (message) => saving.receive(message), ELSEWHERE);
  }
  console.log('Left out: the bystander in another PID namespace, which needs `unshare` and root.');
  return undefined;
}

async function endBystander(): Promise<void> {
  if (bystander === undefined) return;
  bystander.stop();
  check(saving, await endOf(bystander, saving));
  await runToEnd(saving);
}

function printTable(): void {
  const rows = scenarios.filter(({ tally }) => tally.kills > 0).map(({ name, tally }) => [name, tally] as const);
  console.table(Object.fromEntries(rows));
  const problems = scenarios.flatMap((scenario) => scenario.problems);
  for (const problem of problems.slice(0, 50)) console.log(problem);
  console.log(`${kills} kills, ${problems.length} faults (--seed ${options.seed}).`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (process.exitCode === 0) await rm(folder, { recursive: true, force: true });
else console.log(`The places are kept in ${folder}.`);
