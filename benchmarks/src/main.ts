// npm run bench -- [options]; see README.md
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { compare, type Row } from './compare';
import { type Inputs, writeInputs } from './inputs';
import { HELP, type Options, parseOptions } from './options';
import { PeerProcess } from './peer-process';
import { profileStep } from './profile';
import { OURS, programsWith } from './programs';
import { saveResult } from './results';
import { alignedTable, figure } from './table';
import { WORKLOADS, type Workload } from './workloads';

async function startPeers({ peers, node }: Options, inputs: Inputs) {
  const processes: PeerProcess[] = [];
  const descriptions: Record<string, string> = {};
  for (const program of programsWith(node)) {
    const { name } = program;
    if (name !== OURS && peers && !peers.some((part) => name.includes(part))) continue;
    const started = await PeerProcess.start(program, inputs.folder);
    const missing = typeof started === 'string';
    descriptions[name] = missing ? `skipped; it needs: ${started}` : started.description;
    console.log(`${name.padEnd(12)} ${descriptions[name]}`);
    if (!missing) processes.push(started.process);
  }
  return { processes, descriptions };
}

async function bench(options: Options, inputs: Inputs, workloads: readonly Workload[], images: string) {
  const { processes, descriptions } = await startPeers(options, inputs);
  const busy = options.busyCore === undefined ? undefined : await keepBusy(options.busyCore);
  const results: { workload: string; unit: string; rows: Row[] }[] = [];
  try {
    for (const workload of workloads) {
      const rows = await compare(workload, processes, options);
      results.push({ workload: workload.name, unit: workload.unit, rows });
      console.log(`\n${workload.name}\n${comparison(workload, rows)}`);
    }
  } finally {
    for (const peer of processes) peer.stop();
    busy?.kill();
  }
  const { rounds, busyCore } = options;
  const surroundings = { images, rounds, load: loadavg()[0], busyCore, peers: descriptions };
  await saveResult(resultName('speed', options), { ...surroundings, results });
}

/** Starts a process that computes for ever on one core. */
async function keepBusy(core: number): Promise<ChildProcess> {
  const busy = spawn('taskset', ['--cpu-list', String(core), process.execPath, '--eval', 'for (;;);'], {
    stdio: 'ignore',
  });
  await once(busy, 'spawn');
  return busy;
}

function comparison({ unit, task }: Workload, rows: readonly Row[]): string {
  const check = task.kind === 'training' ? ['loss after 2', 'after 50 steps'] : ['mean |result|'];
  const headings = ['', unit, 'min', 'max', 'ours relative to it (×)', ...check];
  return alignedTable(
    headings,
    rows.map(({ peer, rate, slowest, fastest, ratio, early, late, failed }) => {
      if (failed !== undefined) return [`${peer}: ${failed.split('\n')[0]}`, '', '', '', '', ...check.map(() => '')];
      const checks = [early, late].slice(0, check.length).map((value) => figure(value, 6));
      return [peer, figure(rate), figure(slowest), figure(fastest), figure(ratio), ...checks];
    }),
  );
}

async function profile(options: Options, inputs: Inputs, workloads: readonly Workload[], images: string) {
  const results = [];
  for (const { name, task } of workloads) {
    if (task.kind !== 'training') continue;
    const step = await profileStep(inputs, task);
    results.push({ workload: name, ...step });
    const { kernels, launches, milliseconds, outsideKernels } = step;
    const lines = [
      ...kernels,
      { name: 'outside kernels', launches: undefined, milliseconds: outsideKernels },
      { name: 'one step', launches, milliseconds },
    ].map((line) => [
      line.name,
      figure(line.launches),
      figure(line.milliseconds),
      percent(line.milliseconds / milliseconds),
    ]);
    console.log(`\n${name}\n${alignedTable(['', 'launches', 'ms', 'share'], lines)}`);
  }
  await saveResult(resultName('profile', options), { images, load: loadavg()[0], results });
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Returns a name that keeps a partial run from overwriting the result of a full one. */
function resultName(name: string, { only, peers, busyCore }: Options): string {
  const part = [only, ...(peers ?? []), ...(busyCore === undefined ? [] : ['busy core'])]
    .join(' ')
    .trim()
    .replace(/[^a-zA-Z0-9]+/g, '-');
  return part === '' ? name : `${name}-${part}`;
}

async function run(options: Options) {
  const workloads = WORKLOADS.filter(({ name }) => name.includes(options.only));
  if (workloads.length === 0) {
    throw new Error(`--only: expected a part of one of these names:\n${WORKLOADS.map(({ name }) => name).join('\n')}`);
  }
  const names = programsWith(options.node).map(({ name }) => name);
  const unknown = options.peers?.find((part) => !names.some((name) => name.includes(part)));
  if (unknown !== undefined) {
    throw new Error(`--peers: expected parts of these names: ${names.join(', ')}; got "${unknown}".`);
  }
  const [load] = loadavg();
  if (load > 0.5) console.log(`The machine is busy (load ${load.toFixed(1)}): the measured rates will be too low.`);
  const { inputs, source } = await writeInputs();
  console.log(`Images: ${source}`);
  try {
    await (options.profile ? profile : bench)(options, inputs, workloads, source);
  } finally {
    inputs.dispose();
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else await run(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
