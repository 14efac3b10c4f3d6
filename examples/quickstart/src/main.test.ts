import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { type ArrayDataset, syntheticDigits } from '@ae-lab/datasets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  await useWasmBackend();
  await mkdir(join(folder, 'digits'));
  await writeIdx('train', syntheticDigits({ size: 300, seed: 1 }));
  await writeIdx('t10k', syntheticDigits({ size: 50, seed: 2 }));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes images and labels in the format of MNIST's files. */
async function writeIdx(part: string, data: ArrayDataset): Promise<void> {
  const { images } = data.batch(Array.from({ length: data.size }, (_, i) => i));
  const pixels = Uint8Array.from(images.dataSync(), (value) => Math.round(255 * value));
  const header = (...words: number[]) => Buffer.from(Uint32Array.from(words).buffer).swap32();
  const file = (kind: string) => join(folder, 'digits', `${part}-${kind}-ubyte`);
  await writeFile(file('images-idx3'), Buffer.concat([header(0x803, data.size, 28, 28), pixels]));
  await writeFile(file('labels-idx1'), Buffer.concat([header(0x801, data.size), Uint8Array.from(data.labels ?? [])]));
}

const REFUSING = 'globalThis.fetch = () => Promise.reject(new TypeError("fetch failed"));';
const SILENT = 'globalThis.fetch = () => new Promise(() => {});';

interface Run {
  readonly code: number | null;
  readonly output: string;
}

interface RunOptions {
  /** Gets the process and everything that it has printed so far. */
  readonly whileRunning?: (child: ChildProcess, output: string) => void;
  /** JavaScript that runs first and replaces the network. */
  readonly preload?: string;
}

/** Runs the command, without a network. */
function run(args: string[], { whileRunning, preload = REFUSING }: RunOptions = {}): Promise<Run> {
  const main = join(import.meta.dirname, 'main.ts');
  const imports = ['--import', `data:text/javascript,${encodeURIComponent(preload)}`, '--import', 'tsx'];
  const child = spawn(process.execPath, ['--conditions=@ae-lab/source', ...imports, main, ...args], {
    env: { ...process.env, AE_LAB_DATA_DIR: '', XDG_CACHE_HOME: folder },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      whileRunning?.(child, output);
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

describe('quickstart', () => {
  it('trains, measures, and writes the report, the metrics, the pictures and the model', async () => {
    const out = join(folder, 'out');
    const { code, output } = await run([
      '--data',
      join(folder, 'digits'),
      '--epochs',
      '2',
      '--latent-dim',
      '3',
      '--out',
      out,
    ]);
    expect(output).toMatch(/Test, autoencoder: mse 0\.\d{4} .*\nTest, pca .*\nReport: .*report\.html\n$/);
    expect(code).toBe(0);
    expect((await readdir(out)).sort()).toEqual(
      [
        'interpolation.png',
        'latent.png',
        'loss.png',
        'metrics.json',
        'model',
        'reconstructions.png',
        'report.html',
      ].sort(),
    );

    const metrics = JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8'));
    const data = join(folder, 'digits');
    expect(output).toContain(`Training on 300 images from ${data}, 28 x 28 x 1, latent dimension 3`);
    expect(metrics).toMatchObject({
      data,
      trainingImages: 300,
      testImages: 50,
      configuration: { latentDim: 3, seed: 1 },
    });
    expect(Object.keys(metrics.test.autoencoder)).toEqual(['mse', 'mae', 'psnr', 'ssim']);
    expect(metrics.history.epochs.length).toBe(2);

    const report = await readFile(join(out, 'report.html'), 'utf8');
    expect(report).not.toMatch(/(src|href)="https?:/);
    expect(report).toContain(`<title>A convolutional autoencoder on ${data}</title>`);
    for (const heading of ['Reconstructions', 'Metrics', 'Training', 'Latent space', 'Configuration']) {
      expect(report).toContain(heading);
    }
    expect((await Autoencoder.load(join(out, 'model'))).latentDim).toBe(3);
  });

  it('trains on synthetic digits without MNIST and a network, and says so everywhere', async () => {
    const out = join(folder, 'synthetic');
    const { code, output } = await run(['--epochs', '1', '--latent-dim', '2', '--batch-size', '256', '--out', out]);
    expect(output).toMatch(/MNIST could not be downloaded: .*fetch failed.* AE_LAB_DATA_DIR .*\n/);
    expect(output).toContain('Training on 12,000 synthetic digits, 28 x 28 x 1, latent dimension 2');
    expect(code).toBe(0);
    const name = 'syntheticDigits (MNIST could not be downloaded)';
    expect(JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8'))).toMatchObject({ data: name });
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain(`on ${name}</title>`);
  }, 120_000);

  it('soon gives up on a server that never answers', async () => {
    const started = performance.now();
    const { output } = await run([], {
      preload: SILENT,
      whileRunning: (child, text) => void (text.includes('Training on') && child.kill()),
    });
    expect(output).toMatch(/nothing arrived for 10 s\. .*\nTraining on 12,000 synthetic digits/);
    expect(performance.now() - started).toBeGreaterThan(10_000);
  });

  it('keeps the model on Ctrl-C and says so', async () => {
    const out = join(folder, 'stopped');
    let asked = false;
    const args = ['--data', join(folder, 'digits'), '--epochs', '100000', '--out', out];
    const { code, output } = await run(args, {
      whileRunning(child, text) {
        if (asked || !text.includes('Training on')) return;
        asked = true;
        child.kill('SIGINT');
      },
    });
    expect(output).toMatch(/Stopped in epoch \d+ of 100000.*\nKept: the model as it was then, in .*model\n$/);
    expect(code).toBe(130);
    expect(await readdir(out)).toEqual(['model']);
    expect((await Autoencoder.load(join(out, 'model'))).latentDim).toBe(10);
  });

  it('--help explains the options', async () => {
    const { code, output } = await run(['--help']);
    expect(code).toBe(0);
    expect(output).toContain('--latent-dim N');
  });

  it.each([
    [['--epoch', '3'], "Unknown option '--epoch'"],
    [['--epochs', 'many'], '--epochs: expected a whole number of at least 1, got "many".'],
    [['--data', 'nowhere'], 'nowhere'],
    [['--data', 'mnist'], 'The mnist data is not here and could not be downloaded.'],
    [
      ['--batch-size', '301', '--data', 'DIGITS'],
      'batchSize: expected at most the number of training samples, 300, got 301.',
    ],
    [['--latent-dim', '785', '--epochs', '1', '--data', 'DIGITS', '--out', 'OUT'], 'latentDim'],
  ])('%j ends with a message, without a stack trace', async (args, message) => {
    const places: Record<string, string> = { DIGITS: join(folder, 'digits'), OUT: join(folder, 'out') };
    const { code, output } = await run(args.map((arg) => places[arg] ?? arg));
    expect(output).toContain(message);
    expect(output).not.toContain('    at ');
    expect(code).toBe(1);
  });
});
