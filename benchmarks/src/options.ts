import { parseArgs } from 'node:util';

/** The command line of the benchmarks. */
export interface Options {
  /** The text that the names of the measured workloads contain. */
  readonly only: string;
  /** Texts of which the names of the measured peers contain one; ours is always measured. Default: all peers. */
  readonly peers?: readonly string[];
  readonly rounds: number;
  readonly full: boolean;
  /** The executable of another Node, on which ours is measured as well. */
  readonly node?: string;
  /** A core that another process keeps busy meanwhile. */
  readonly busyCore?: number;
  readonly profile: boolean;
}

export const HELP = `Measures the speed of this project and of other programs, and writes benchmarks/results/speed*.json.

  npm run bench -- [options]

  --only TEXT      only workloads whose name contains this text, as in --only "training reference"
  --peers A,B      only peers whose name contains one of these texts; ours is always measured
  --rounds N       number of measurements for the median (default: 7)
  --full           run the 50 steps and all rounds on slow peers, too: many minutes
  --node PATH      measure ours on this executable of another Node, too
  --busy-core N    keep core N busy with another process meanwhile (needs taskset)
  --profile        instead: the time of one training step of ours by kernel, and outside of kernels
  --help           prints this text
`;

const OPTIONS = {
  only: { type: 'string', default: '' },
  peers: { type: 'string' },
  rounds: { type: 'string', default: '7' },
  full: { type: 'boolean', default: false },
  node: { type: 'string' },
  'busy-core': { type: 'string' },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Returns the parsed command line, or undefined if it asks for help. Throws an Error that names an invalid argument. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (values.help) return undefined;
  const rounds = wholeNumber('rounds', values.rounds, 1);
  const busyCore = values['busy-core'] === undefined ? undefined : wholeNumber('busy-core', values['busy-core'], 0);
  const { only, full, node, profile } = values;
  return { only, peers: values.peers?.split(','), rounds, full, node, busyCore, profile };
}

function wholeNumber(name: string, text: string, from: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= from) return value;
  throw new Error(`--${name}: expected a whole number of at least ${from}, got "${text}".`);
}
