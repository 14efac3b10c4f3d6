import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { AeLabError, adam, cosineDecay, type Progress, progressBar } from '@ae-lab/core';
import { toPng } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { loadData } from './data';
import { fitPca, type TestMetrics, testMetrics } from './evaluate';
import { HELP, type Options, parseOptions } from './options';
import { drawPictures, type LossPoint } from './pictures';
import { report } from './report';

async function quickstart(options: Options): Promise<void> {
  const started = performance.now();
  await startBackend(options.backend);
  const { train, test, ...data } = await loadData(options.data, options.seed);
  const { epochs, latentDim, batchSize, learningRate, seed } = options;
  const interrupt = onInterrupt();
  console.log(
    `Training on ${count(train.size)} ${data.images}, ${train.imageShape.join(' x ')}, latent dimension ${latentDim}`,
  );

  const model = new Autoencoder({ imageShape: train.imageShape, latentDim, seed });
  const losses: LossPoint[] = [];
  const onProgress = ({ epoch, step, steps, recentLosses }: Progress) =>
    void losses.push({ epoch: epoch - 1 + step / steps, loss: recentLosses.loss });
  const history = await model.fit(train, {
    epochs,
    batchSize,
    seed,
    optimizer: adam({ learningRate: cosineDecay({ peak: learningRate, warmup: 0.05 }) }),
    callbacks: [progressBar(), { onProgress }],
    signal: interrupt.signal,
  });

  const modelFolder = join(options.out, 'model');
  await mkdir(options.out, { recursive: true });
  await model.save(modelFolder);
  if (history.stopped === 'aborted') {
    console.log(`Stopped in epoch ${history.epochs.length + 1} of ${epochs}; nothing was measured.`);
    console.log(`Kept: the model as it was then, in ${modelFolder}`);
    process.exitCode = INTERRUPTED;
    return;
  }
  interrupt.trained(modelFolder);

  console.log(`Measuring on ${count(test.size)} test images and comparing with PCA, ${latentDim} components`);
  const pca = await fitPca(model, train);
  const metrics = { autoencoder: await testMetrics(model, test), pca: await testMetrics(pca, test) };
  const seconds = (performance.now() - started) / 1000;
  const pictures = drawPictures({ model, pca, test, losses, epochs: history.epochs });
  for (const [name, svg] of Object.entries(pictures)) await write(join(options.out, `${name}.png`), await toPng(svg));
  const result = {
    data: data.name,
    configuration: options,
    trainingImages: train.size,
    testImages: test.size,
    test: metrics,
    history,
    seconds,
  };
  await write(join(options.out, 'metrics.json'), `${JSON.stringify(result, null, 2)}\n`);
  const reportFile = join(options.out, 'report.html');
  await write(reportFile, report(result, pictures));

  console.log(`Saved: ${modelFolder}`);
  printMetrics(metrics);
  console.log(`Report: ${reportFile}`);
}

/** The exit code of a process that was ended by Ctrl-C. */
const INTERRUPTED = 130;

/** The first Ctrl-C stops the training, and the model is saved. A second one, or one after the training, ends the process. */
function onInterrupt(): { readonly signal: AbortSignal; trained(modelFolder: string): void } {
  const stop = new AbortController();
  let saved: string | undefined;
  process.on('SIGINT', () => {
    if (saved === undefined && !stop.signal.aborted) {
      stop.abort();
      return;
    }
    console.log(`Stopped. Kept: ${saved === undefined ? 'nothing' : `the trained model, in ${saved}`}`);
    process.exit(INTERRUPTED);
  });
  return {
    signal: stop.signal,
    trained(modelFolder) {
      saved = modelFolder;
    },
  };
}

async function startBackend(backend: Options['backend']): Promise<void> {
  if (backend === 'wasm') return useWasmBackend();
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
}

function printMetrics(metrics: Readonly<Record<string, TestMetrics>>): void {
  for (const [model, values] of Object.entries(metrics)) {
    const numbers = Object.entries(values).map(([name, value]) => `${name} ${value.toFixed(4)}`);
    console.log(`Test, ${model.padEnd(11)}: ${numbers.join('  ')}`);
  }
}

function count(images: number): string {
  return images.toLocaleString('en-US');
}

/** Writes a file atomically. */
async function write(file: string, content: string | Uint8Array): Promise<void> {
  const partial = join(dirname(file), `.${process.pid}.partial`);
  await writeFile(partial, content);
  await rename(partial, file);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else await quickstart(options);
} catch (error) {
  // An error that a user can fix needs no stack trace.
  const known = error instanceof AeLabError || (error as Error).message?.startsWith('--') || isArgumentError(error);
  console.error(known ? `${(error as Error).message}\nSee npm run quickstart -- --help` : error);
  process.exitCode = 1;
}

/** The errors of `util.parseArgs`. */
function isArgumentError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
