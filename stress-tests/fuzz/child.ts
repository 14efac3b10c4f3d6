// The process that reads mutated inputs and reports each outcome, until its input ends. Its parent ends it if it takes too long.
import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import { report } from '../reporting-child';
import { attempt, type Verdict } from './attempt';
import { dataReaders } from './data-readers';
import type { Files } from './files';
import { modelReaders } from './model-readers';
import { mutate } from './mutations';
import { pick } from './mutations/bytes';
import type { Reader } from './reader';

/** The work of a child. Attempt number n reads with reader n modulo the number of readers. */
export interface FuzzJob {
  readonly seed: number;
  readonly folder: string;
  readonly first: number;
  /** The name of the only reader. Default: all. */
  readonly only?: string;
  /** The number of attempts, if it is limited. */
  readonly count?: number;
}

/** A report of a child: a valid input that was refused, the readers' names, when it has begun, or the outcome of an attempt. */
export interface FuzzReport {
  readonly reader?: string;
  readonly problem?: string;
  readonly readers?: readonly string[];
  readonly attempt?: number;
  readonly verdict?: Verdict;
}

const { seed, folder, first, only, count = Number.POSITIVE_INFINITY } = JSON.parse(process.argv[2]) as FuzzJob;
let isAsked = true;
process.stdin.resume().on('end', () => {
  isAsked = false;
});
console.warn = () => {};

const say = (message: FuzzReport) => report(message);
const all = [...(await dataReaders(folder)), ...(await modelReaders(folder))];
const expected = new Map<object, string>();
const readers: Reader[] = [];
for (const reader of all.filter(({ name }) => only === undefined || name === only)) {
  const samples: Files[] = [];
  for (const [i, files] of reader.samples.entries()) {
    // Plain bytes: a slice of a Buffer would share its memory.
    const sample: Files = new Map([...files].map(([name, bytes]) => [name, new Uint8Array(bytes)]));
    const problem = await readValid(reader, sample);
    if (problem === undefined) samples.push(sample);
    else say({ reader: reader.name, problem: `valid input ${i} of ${reader.samples.length}: ${problem}` });
  }
  if (samples.length > 0) readers.push({ ...reader, samples });
}
say({ readers: readers.map(({ name }) => name) });

for (let n = first; isAsked && n < first + count && readers.length > 0; n++) {
  const reader = readers[n % readers.length];
  const rng = new Rng(seed).split(reader.name).split(Math.floor(n / readers.length));
  const sample = pick(rng, reader.samples);
  say({ attempt: n, verdict: await attempt(reader, mutate(sample, rng), folder, expected.get(sample)) });
}
process.exit();

/** Reads a valid input twice, which must give the same result. Returns the problem, if there is one. */
async function readValid(reader: Reader, sample: Files): Promise<string | undefined> {
  try {
    const [once, twice] = [await reader.read(sample, folder), await reader.read(sample, folder)];
    expected.set(sample, once);
    return once === twice ? undefined : 'read differently each time';
  } catch (error) {
    return String(error);
  }
}
