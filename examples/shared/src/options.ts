import { parseArgs } from 'node:util';

/** What the command line of an example decides. */
export interface Options {
  /** The small size, below a minute, instead of the whole one. */
  readonly fast: boolean;
  readonly data: 'mnist' | 'synthetic';
  readonly seed: number;
  readonly out: string;
}

/** What `--help` of an example prints. */
export function helpOf(name: string, summary: string): string {
  return `${summary}

  npm run example -- ${name} [options]

  --fast              few images and epochs: a minute instead of up to an hour
  --data WHICH        mnist: found in AE_LAB_DATA_DIR or the cache, else downloaded; synthetic: drawn, no network
                      needed (mnist)
  --seed N            decides weights and the order of the images (1)
  --out FOLDER        where report, metrics and the results of finished parts go (runs/${name})
  --help              this text
`;
}

/** Reads the command line; undefined when it asks for help. Throws an Error that names what it does not understand. */
export function parseOptions(name: string, args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fast: { type: 'boolean', default: false },
      data: { type: 'string', default: 'mnist' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: `runs/${name}` },
      help: { type: 'boolean', default: false },
    },
    strict: true,
  });
  if (values.help) return undefined;
  const { fast, data, out } = values;
  if (data !== 'mnist' && data !== 'synthetic') throw new Error(`--data: expected mnist or synthetic, got "${data}".`);
  if (!/^\d{1,9}$/.test(values.seed)) throw new Error(`--seed: expected a whole number, got "${values.seed}".`);
  return { fast, data, seed: Number(values.seed), out };
}
