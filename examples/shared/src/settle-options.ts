import { join } from 'node:path';
// The quickstart stands on its own, so that it can be copied: what both need is there.
import { mnistIfPossible } from '../../quickstart/src/mnist-if-possible';
import type { CommandLine } from './options';
import { readJson } from './parts';

/** What a run works on and where it leaves its results. */
export interface Options extends Required<CommandLine> {
  /** What the report and `metrics.json` call the data. */
  readonly dataName: string;
}

/** Decides what the command line leaves open: which digits can be had, and the folder for results on them. */
export async function settleOptions(name: string, given: CommandLine): Promise<Options> {
  const { fast, seed } = given;
  const missing = given.data === undefined && (await mnistIfPossible()) === undefined;
  const data = missing ? 'synthetic' : (given.data ?? 'mnist');
  const out = given.out ?? (data === 'mnist' ? `runs/${name}` : `runs/${name}-synthetic`);
  if (missing) await checkHoldsNoMnist(out);
  const drawn = missing ? 'syntheticDigits (MNIST could not be downloaded)' : 'syntheticDigits';
  return { fast, seed, data, out, dataName: data === 'mnist' ? 'MNIST' : drawn };
}

/** Nobody asked for synthetic digits: they must not replace results on MNIST. */
async function checkHoldsNoMnist(out: string): Promise<void> {
  const earlier = await readJson<{ configuration?: { data?: string } }>(join(out, 'metrics.json'));
  if (earlier?.configuration?.data !== 'mnist') return;
  throw new Error(`--out: ${out} holds the results of a run on MNIST; name another folder for synthetic digits.`);
}
