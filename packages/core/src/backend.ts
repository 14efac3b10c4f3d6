import { BackendError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Checks that TensorFlow.js can compute, before the first tensor is made.
 *
 * @throws BackendError when no backend is ready, or when two copies of TensorFlow.js are loaded; it says what to do.
 */
export function requireBackend(): void {
  try {
    // The first access starts the best of the registered backends.
    tf.engine().backend;
  } catch (cause) {
    throw new BackendError(
      'No TensorFlow.js backend is ready. Run `npm install @ae-lab/backend-wasm` and `await useWasmBackend()` first (in a page with its wasmUrl), or ' +
        "import any other backend, such as '@tensorflow/tfjs-backend-cpu' or '@tensorflow/tfjs-backend-webgl', and " +
        `\`await tf.ready()\`. (${(cause as Error).message})`,
    );
  }
  const probe = tf.scalar(0);
  const same = probe instanceof tf.Tensor && probe.constructor === tf.Tensor;
  probe.dispose();
  if (!same) {
    throw new BackendError(
      'Two copies of @tensorflow/tfjs-core are loaded: the running engine belongs to another copy than the one that @ae-lab/core uses. ' +
        'Run `npm ls @tensorflow/tfjs-core` and make all packages share one version (`npm dedupe`).',
    );
  }
}

/** Runs a computation whose error, if a backend lacks a kernel, says what to do. */
export async function withKernelAdvice<T>(compute: () => Promise<T>): Promise<T> {
  try {
    return await compute();
  } catch (error) {
    const kernel = /Kernel '(\w+)' not registered for backend 'wasm'/.exec((error as Error)?.message)?.[1];
    if (kernel === undefined) throw error;
    const cure = 'useWasmBackend() of @ae-lab/backend-wasm adds it to the backend';
    throw new BackendError(`TensorFlow.js' own 'wasm' backend lacks the kernel ${kernel} for this training: ${cure}.`);
  }
}
