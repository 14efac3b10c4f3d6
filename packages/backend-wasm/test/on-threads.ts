import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { kernels } from '../src/kernels';
import { kernelThreads, useWasmBackend } from '../src/use-wasm-backend';

const PARTS = [1, 2, 3, 4];

/**
 * Starts the backend with two threads and makes every call of a kernel compute in one, two, three and four parts, however small
 * the tensors are, and expect the same bits. A kernel that writes in place writes the same each time.
 */
export async function useCheckedThreads(): Promise<void> {
  await useWasmBackend({ threads: 2 });
  const threads = kernelThreads()!;
  for (const kernelName of Object.keys(kernels)) {
    const kernel = tf.getKernel(kernelName, 'wasm');
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc(params) {
        if (threads.exactParts !== undefined) return kernel.kernelFunc(params);
        try {
          const [whole, ...split] = PARTS.map((parts) => {
            threads.exactParts = parts;
            return kernel.kernelFunc(params);
          });
          split.forEach((results, i) => {
            expectSameBits([whole!].flat(), [results].flat(), `${kernelName} in ${i + 2} parts`);
          });
          return whole!;
        } finally {
          threads.exactParts = undefined;
        }
      },
    });
  }
}

/** All NaNs count as the same, because WebAssembly leaves their bits open: their sign changes while the engine optimises code. */
function expectSameBits(whole: readonly tf.TensorInfo[], split: readonly tf.TensorInfo[], context: string): void {
  const backend = tf.backend();
  const valuesOf = ({ dataId }: tf.TensorInfo) => backend.readSync(dataId) as tf.TypedArray;
  split.forEach((result, i) => {
    const actual = valuesOf(result);
    const at = valuesOf(whole[i]!).findIndex((value, place) => !Object.is(value, actual[place]));
    if (at >= 0) expect.fail(`${context}: value ${at} of result ${i} differs from that in one part.`);
    backend.disposeData(result.dataId);
  });
}
