import { parseArgs } from 'node:util';

/** What the command line decides. */
export interface Options {
  /** Only workloads whose name contains this. */
  readonly only: string;
  /** Only peers whose name contains one of these, and ours. */
  readonly peers?: readonly string[];
  readonly rounds: number;
  readonly full: boolean;
  readonly profile: boolean;
}

export const HELP = `Measures this project beside other programs and writes benchmarks/results/speed*.json.

  npm run bench -- [options]

  --only TEXT      only workloads whose name contains this text, as in --only "training reference"
  --peers A,B      only peers whose name contains one of these texts; ours is always there
  --rounds N       measurements that the median is taken of (7)
  --full           let slow peers, too, do 50 steps and all rounds: many minutes
  --profile        instead: what one training step of ours spends in which kernel, and outside of all
  --help           this text
`;

const OPTIONS = {
  only: { type: 'string', default: '' },
  peers: { type: 'string' },
  rounds: { type: 'string', default: '7' },
  full: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; undefined when it asks for help. Throws an Error that names what it does not understand. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (values.help) return undefined;
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds: expected a whole number of at least 1, got "${values.rounds}".`);
  }
  const { only, full, profile } = values;
  return { only, peers: values.peers?.split(','), rounds, full, profile };
}
