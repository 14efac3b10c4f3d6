import { join } from 'node:path';
// The quickstart is self-contained so that it can be copied; code that both need lives there.
import { mnistIfPossible } from '../../quickstart/src/mnist-if-possible';
import type { CommandLine } from './options';
import { readJson } from './parts';

/** The complete options of a run. */
export interface Options extends Required<CommandLine> {
  /** The name of the data in the report and in `metrics.json`. */
  readonly dataName: string;
}

/** Completes the command line: chooses digits that are available, and the output folder. */
export async function settleOptions(name: string, given: CommandLine): Promise<Options> {
  const { fast, seed } = given;
  const missing = given.data === undefined && (await mnistIfPossible()) === undefined;
  const data = missing ? 'synthetic' : (given.data ?? 'mnist');
  const out = given.out ?? (data === 'mnist' ? `runs/${name}` : `runs/${name}-synthetic`);
  if (missing) await checkHoldsNoMnist(out);
  const drawn = missing ? 'syntheticDigits (MNIST could not be downloaded)' : 'syntheticDigits';
  return { fast, seed, data, out, dataName: data === 'mnist' ? 'MNIST' : drawn };
}

/** Throws an Error if a folder holds results on MNIST, which a fallback to synthetic digits must not overwrite. */
async function checkHoldsNoMnist(out: string): Promise<void> {
  const earlier = await readJson<{ configuration?: { data?: string } }>(join(out, 'metrics.json'));
  if (earlier?.configuration?.data !== 'mnist') return;
  throw new Error(`--out: ${out} holds the results of a run on MNIST; choose another folder for synthetic digits.`);
}
