import '@tensorflow/tfjs-backend-cpu';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** The backends that every model is tested on, each with the function that starts it. */
export const BACKENDS: readonly (readonly [name: string, start: () => Promise<unknown>])[] = [
  ['cpu', () => tf.setBackend('cpu')],
  ['wasm', () => useWasmBackend()],
];
