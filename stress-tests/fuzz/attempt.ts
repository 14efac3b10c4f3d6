import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Mutation } from './files';
import type { Reader } from './reader';

/** The ways in which an attempt to read an input ends. The first two are right. */
export const OUTCOMES = [
  'right',
  'refused',
  'unclear',
  'silent',
  'slow',
  'memory',
  'leaked',
  'rejection',
  'hung',
  'crashed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The outcome of an attempt, and the words for a person. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly detail: string;
}

/** The limits of an attempt: seconds of processor time, and bytes above the memory before. */
const MOST_SECONDS = 2;
export const MOST_BYTES = 500e6;
/** The longest message that a person reads. */
const LONGEST_MESSAGE = 2_000;

const rejections: unknown[] = [];
process.on('unhandledRejection', (reason) => rejections.push(reason));

/** Reads a mutated input and judges what comes of it. `expected` is the result for the unchanged input. */
export async function attempt(
  reader: Reader,
  { files, what, isSealed }: Mutation,
  folder: string,
  expected?: string,
): Promise<Verdict> {
  const tensors = tf.memory().numTensors;
  let ending: Ending = {};
  const used = await measure(async () => {
    ending = await reader.read(files, folder).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    await nextTurn();
  });
  const left = tf.memory().numTensors - tensors;
  const [rejection] = rejections.splice(0);
  const verdict = (outcome: Outcome, detail: string): Verdict => ({ outcome, detail: `${detail} | ${what}` });
  if (rejection !== undefined) return verdict('rejection', String(rejection));
  if (used.bytes > MOST_BYTES) return verdict('memory', `${Math.round(used.bytes / 1e6)} MB`);
  if (used.seconds > MOST_SECONDS) return verdict('slow', `${used.seconds.toFixed(1)} s`);
  if (left !== 0) return verdict('leaked', `${left} tensors${ending.error ? ` after ${ending.error}` : ''}`);
  if (ending.error !== undefined)
    return isClear(ending.error, reader.sources(files, folder))
      ? verdict('refused', '')
      : verdict('unclear', textOf(ending.error));
  if (reader.isChecked && !isSealed && ending.result !== expected)
    return verdict('silent', 'a wrong checksum was accepted');
  return verdict('right', '');
}

interface Ending {
  readonly result?: string;
  readonly error?: unknown;
}

/** Whether an error is one of those that mean bad input, names the input, and is short enough to be read. */
function isClear(error: unknown, sources: readonly string[]): boolean {
  const isExpected = error instanceof FormatError || error instanceof ArgumentError || error instanceof NotFoundError;
  return (
    isExpected && error.message.length <= LONGEST_MESSAGE && sources.some((source) => error.message.includes(source))
  );
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.length > 400 ? `${text.slice(0, 400)}... (${text.length} characters)` : text;
}

/** Returns the processor time and the additional memory that `run` takes at its peak. */
async function measure(run: () => Promise<void>): Promise<{ seconds: number; bytes: number }> {
  const memory = resetPeak();
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, bytes: peak() - memory };
}

/** Makes Linux measure the peak anew, and returns the memory in use. Elsewhere only the memory afterwards is seen. */
function resetPeak(): number {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
  return process.memoryUsage.rss();
}

function peak(): number {
  if (process.platform !== 'linux') return process.memoryUsage.rss();
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
