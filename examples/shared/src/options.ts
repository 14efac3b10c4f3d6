import { parseArgs } from 'node:util';

/** What the command line of an example decides. */
export interface CommandLine {
  /** Whether to run the small size, about a minute, instead of the full one. */
  readonly fast: boolean;
  /** Absent: MNIST if possible, else synthetic digits. */
  readonly data?: 'mnist' | 'synthetic';
  readonly seed: number;
  /** Absent: a folder named by example and data. */
  readonly out?: string;
}

/** What `--help` of an example prints. */
export function helpOf(name: string, summary: string): string {
  return `${summary}

  npm run example -- ${name} [options]

  --fast              few images and epochs: a minute instead of up to an hour
  --data WHICH        mnist: found in AE_LAB_DATA_DIR or the cache, else downloaded; synthetic: drawn, no network
                      needed (mnist, or synthetic where MNIST is neither here nor to be downloaded)
  --seed N            decides weights and the order of the images (1)
  --out FOLDER        where report, metrics and the results of finished parts go (runs/${name}; with synthetic
                      digits runs/${name}-synthetic)
  --help              this text
`;
}

/** Reads the command line; undefined when it asks for help. Throws an Error that names what it does not understand. */
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
