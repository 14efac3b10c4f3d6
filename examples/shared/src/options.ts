import { parseArgs } from 'node:util';

/** The command line of an example. */
export interface CommandLine {
  /** Whether to run the small size (about a minute) instead of the full one. */
  readonly fast: boolean;
  /** The data. Default: MNIST if possible, else synthetic digits. */
  readonly data?: 'mnist' | 'synthetic';
  /** The seed of the weights and of the image order. */
  readonly seed: number;
  /** The output folder. Default: a folder named after the example and the data. */
  readonly out?: string;
}

/** Returns the text of an example's `--help`. */
export function helpOf(name: string, summary: string): string {
  return `${summary}

  npm run example -- ${name} [options]

  --fast              few images and epochs: a minute instead of up to an hour
  --data WHICH        mnist: from AE_LAB_DATA_DIR or the cache, else downloaded; synthetic: generated, needs no
                      network (default: mnist, or synthetic if MNIST is not here and cannot be downloaded)
  --seed N            seed of the weights and of the image order (default: 1)
  --out FOLDER        folder of the report, the metrics and the finished parts (default: runs/${name}, or
                      runs/${name}-synthetic with synthetic digits)
  --help              prints this text
`;
}

/** Returns the parsed command line, or undefined if it asks for help. Throws an Error that names an invalid argument. */
export function parseOptions(args: readonly string[]): CommandLine | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fast: { type: 'boolean', default: false },
      data: { type: 'string' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    strict: true,
  });
  if (values.help) return undefined;
  const { fast, data, out } = values;
  if (data !== undefined && data !== 'mnist' && data !== 'synthetic') {
    throw new Error(`--data: expected mnist or synthetic, got "${data}".`);
  }
  if (!/^\d{1,9}$/.test(values.seed)) throw new Error(`--seed: expected a whole number, got "${values.seed}".`);
  return { fast, data, seed: Number(values.seed), out };
}
