// npm run test:memory [-- --sizes 12000,20000 --threads 2]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readArguments } from '../arguments';
import type { MemoryRow } from './child';

/** The results of a size; a child that crashed has no digest. */
type Row = Omit<MemoryRow, 'digest'> & { readonly digest?: string };

const { sizes: list, threads } = readArguments({ sizes: '16000,20000,22000,30000', threads: 2 });
const sizes = list.split(',').map(Number);
if (!sizes.every((size) => Number.isInteger(size) && size > 0)) throw new Error(`Not a list of batch sizes: ${list}`);

/** Runs one size, or for 0 only the training with small batches. */
function run(size: number): Row {
  const args = [...process.execArgv, join(import.meta.dirname, 'child.ts'), String(size), String(threads)];
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const line = stdout.trim().split('\n').at(-1);
  if (status === 0 && line?.startsWith('{')) return JSON.parse(line) as MemoryRow;
  const error = stderr.split('\n').find((text) => text.includes('Error')) ?? stderr.trim();
  return { size, outcome: 'crashed', problems: [`${signal ?? status}: ${error}`], seconds: 0 };
}

const reference = run(0);
if (reference.digest === undefined) throw new Error(`The reference failed: ${reference.problems}`);
console.log('| batch | outcome | silently wrong | s |\n|---|---|---|---|');
let message: string | undefined;
let failed = false;
for (const size of sizes) {
  const row = run(size);
  const differs = row.digest !== undefined && row.digest !== reference.digest;
  const problems = [
    ...row.problems,
    ...(differs ? ['small batches then train to other weights than in a fresh process'] : []),
  ];
  message = row.message ?? message;
  failed ||= problems.length > 0;
  console.log(`| ${size} | ${row.outcome} | ${problems.join('; ') || 'nothing'} | ${row.seconds.toFixed(0)} |`);
}
if (message !== undefined) console.log(`\nA refusal says: ${message}`);
process.exitCode = failed ? 1 : 0;
