// The process in which one model trains; it reports its memory after every thousandth of its steps, or as near to it as an epoch allows.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { dataFor, MODELS } from '../../backend-tests/models';
import { report } from '../reporting-child';

/** The work of a child. */
export interface SoakJob {
  readonly model: string;
  readonly steps: number;
}

/** The memory after some steps, in bytes. */
export interface Reading {
  readonly steps: number;
  readonly tensors: number;
  readonly heap: number;
  readonly wasm: number;
  readonly resident: number;
}

/** The number of epochs, after each of which the memory is read, and the images per batch. */
const EPOCHS = 20;
const BATCH_SIZE = 8;

const { model: name, steps } = JSON.parse(process.argv[2]) as SoakJob;
await useWasmBackend();
const model = MODELS.find((each) => each.name === name)!;
const stepsPerEpoch = Math.ceil(steps / EPOCHS);
const data = dataFor(model, stepsPerEpoch * BATCH_SIZE);
const made = model.make([model.side ?? 8, model.side ?? 8, 1], 1);
await model.fit(made, data, {
  epochs: EPOCHS,
  batchSize: BATCH_SIZE,
  callbacks: [{ onEpochEnd: ({ epoch }) => report(memoryAfter(epoch * stepsPerEpoch)) }],
});
process.exit();

function memoryAfter(done: number): Reading {
  // Twice, since finalizers run between two collections.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { steps: done, tensors: tf.memory().numTensors, heap: heapUsed, wasm: wasmBytes(), resident: rss };
}

function wasmBytes(): number {
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return wasm.HEAPU8.length;
}
