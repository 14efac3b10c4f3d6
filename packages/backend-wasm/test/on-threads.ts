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

function expectSameBits(whole: readonly tf.TensorInfo[], split: readonly tf.TensorInfo[], context: string): void {
  const backend = tf.backend();
  const bits = ({ dataId }: tf.TensorInfo) => {
    const values = backend.readSync(dataId) as tf.TypedArray;
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  };
  split.forEach((result, i) => {
    const [expected, actual] = [bits(whole[i]!), bits(result)];
    const at = expected.findIndex((byte, place) => byte !== actual[place]);
    if (at >= 0) expect.fail(`${context}: value ${Math.floor(at / 4)} of result ${i} differs from that in one part.`);
    backend.disposeData(result.dataId);
  });
}
