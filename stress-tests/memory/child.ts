// The process that trains with one batch size; it prints one line of JSON.
import { createHash } from 'node:crypto';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend, wasmThreads } from '@ae-lab/backend-wasm';
import { BackendError, type ImageShape, networkVariables, Rng, sgd } from '@ae-lab/core';
import { ArrayDataset } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';

/** The findings of a process. */
export interface MemoryRow {
  /** The size of the large batch, or 0 for the reference, which trains with small batches only. */
  readonly size: number;
  readonly outcome: 'reference' | 'trained' | 'refused' | 'crashed';
  /** The message of the error, of a refused batch. */
  readonly message?: string;
  /** Everything that is silently wrong. */
  readonly problems: readonly string[];
  /** The checksum of a model that is then trained with small batches. */
  readonly digest: string;
  readonly seconds: number;
}

/** The batch size that always fits. */
const SMALL = 500;
const IMAGE_SHAPE: ImageShape = [28, 28, 1];
const [size, threads] = process.argv.slice(2).map(Number);

/** Returns images of noise, the same ones at the same places for every size. */
function noise(count: number): ArrayDataset {
  const pixels = new Uint8Array(count * 784);
  const words = new Rng(1).uniforms(pixels.length);
  words.forEach((value, i) => {
    pixels[i] = value * 256;
  });
  return ArrayDataset.fromArrays({ images: pixels, imageShape: IMAGE_SHAPE });
}

const autoencoder = (seed: number) =>
  new Autoencoder({
    imageShape: IMAGE_SHAPE,
    latentDim: 16,
    seed,
    architecture: { kind: 'convolutional', widths: [32, 64] },
  });

/** Returns the checksum of everything that models hold. */
function checksum(...models: readonly Autoencoder[]): string {
  const hash = createHash('sha256');
  for (const model of models) {
    const networks = Object.values(model.toSaved().networks);
    for (const variable of networkVariables(networks)) hash.update(variable.dataSync());
  }
  return hash.digest('hex').slice(0, 16);
}

type BackendWithModule = tf.KernelBackend & { readonly wasm: { readonly HEAPU8: Uint8Array } };

/** The start of the memory, which nothing uses: a kernel that was given address 0 writes there. */
const bottom = () => Buffer.from((tf.backend() as BackendWithModule).wasm.HEAPU8.slice(0, 1024)).toString('hex');

/** Trains a new model on a few small batches, and returns the checksum of its weights. */
async function trainSmall(data: ArrayDataset): Promise<string> {
  const model = autoencoder(3);
  await model.fit(data.take(2 * SMALL), { epochs: 1, batchSize: SMALL, seed: 1 });
  const result = checksum(model);
  model.dispose();
  return result;
}

const problems: string[] = [];

function check(problem: string, isRight: boolean): void {
  if (!isRight) problems.push(problem);
}

await useWasmBackend({ threads });
check(`${wasmThreads()} threads instead of ${threads}`, wasmThreads() === threads);
const data = noise(Math.max(size, 2 * SMALL));
let outcome: MemoryRow['outcome'] = 'reference';
let message: string | undefined;
const start = performance.now();
if (size > 0) {
  const bystanders = [autoencoder(2), autoencoder(4)];
  const before = { memory: tf.memory(), checksum: checksum(...bystanders), bottom: bottom() };
  const model = autoencoder(1);
  try {
    const { epochs } = await model.fit(data, { epochs: 1, batchSize: size, seed: 1 });
    outcome = 'trained';
    // The loss is that before the only update, which is also that of small batches that change nothing.
    const same = autoencoder(1);
    const optimizer = sgd({ learningRate: 0 });
    const expected = await same.fit(data, { epochs: 1, batchSize: SMALL, seed: 1, optimizer });
    check('wrong loss', Math.abs(epochs[0].train.loss / expected.epochs[0].train.loss - 1) < 1e-4);
    same.dispose();
  } catch (error) {
    outcome = 'refused';
    if (!(error instanceof BackendError)) throw error;
    message = error.message;
  }
  model.dispose();
  check('another model changed', checksum(...bystanders) === before.checksum);
  check('address 0 was written to', bottom() === before.bottom);
  const { numTensors, numBytes } = tf.memory();
  check(`${numTensors - before.memory.numTensors} tensors left`, numTensors === before.memory.numTensors);
  check(`${numBytes - before.memory.numBytes} bytes left`, numBytes === before.memory.numBytes);
}
const seconds = (performance.now() - start) / 1000;
const digest = await trainSmall(data);
const row: MemoryRow = { size, outcome, message, problems, digest, seconds };
console.log(JSON.stringify(row));
