import { parseArgs } from 'node:util';

/** The command line of the quickstart. */
export interface Options {
  readonly epochs: number;
  readonly latentDim: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** 'mnist', 'synthetic' or a folder. Default: MNIST if possible, else synthetic digits. */
  readonly data?: string;
  readonly backend: 'wasm' | 'cpu';
  readonly seed: number;
  readonly out: string;
}

export const HELP = `Trains a convolutional autoencoder, compares it with PCA, and writes a report with pictures.

  npm run quickstart -- [options]

  --epochs N          passes over the training images (default: 5)
  --latent-dim N      size of the code (default: 10)
  --batch-size N      images per training step (default: 128)
  --learning-rate X   peak learning rate, after the warm-up and before the cosine decay (default: 0.01)
  --data WHERE        mnist: from AE_LAB_DATA_DIR or the cache, else downloaded; synthetic: generated, needs no
                      network; or a folder with IDX files in MNIST's format or with PNG files (default: mnist,
                      or synthetic if MNIST is not here and cannot be downloaded)
  --backend NAME      wasm, or the much slower cpu (default: wasm)
  --seed N            seed of the weights, the image order and the synthetic digits (default: 1)
  --out FOLDER        folder of the report and the model (default: runs/quickstart)
  --help              prints this text
`;

const OPTIONS = {
  epochs: { type: 'string', default: '5' },
  'latent-dim': { type: 'string', default: '10' },
  'batch-size': { type: 'string', default: '128' },
  'learning-rate': { type: 'string', default: '0.01' },
  data: { type: 'string' },
  backend: { type: 'string', default: 'wasm' },
  seed: { type: 'string', default: '1' },
  out: { type: 'string', default: 'runs/quickstart' },
  help: { type: 'boolean', default: false },
} as const;

/** Returns the parsed command line, or undefined if it asks for help. Throws an Error that names an invalid argument. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (values.help) return undefined;
  if (values.backend !== 'wasm' && values.backend !== 'cpu') {
    throw new Error(`--backend: expected wasm or cpu, got "${values.backend}".`);
  }
  return {
    epochs: whole('--epochs', values.epochs, 1),
    latentDim: whole('--latent-dim', values['latent-dim'], 1),
    batchSize: whole('--batch-size', values['batch-size'], 1),
    learningRate: positive('--learning-rate', values['learning-rate']),
    data: values.data,
    backend: values.backend,
    seed: whole('--seed', values.seed, 0),
    out: values.out,
  };
}

function whole(option: string, text: string, minimum: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= minimum) return value;
  throw new Error(`${option}: expected a whole number of at least ${minimum}, got "${text}".`);
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`${option}: expected a number above 0, got "${text}".`);
}
