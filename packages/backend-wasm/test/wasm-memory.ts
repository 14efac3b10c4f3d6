import { createHash } from 'node:crypto';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Takes the memory of the backend, up to 4 GiB, except about `free` bytes. It costs nothing, as nothing is written. Returns the function that gives it back. */
export function fillMemory(free: number): () => void {
  const backend = tf.backend() as BackendWasm;
  const taken: tf.TensorInfo[] = [];
  const kept = backend.makeOutput([free / 4], 'float32');
  for (let size = 2 ** 29; size >= 2 ** 14; ) {
    try {
      taken.push(backend.makeOutput([size / 4], 'float32'));
    } catch {
      size /= 2;
    }
  }
  backend.disposeData(kept.dataId);
  return () => {
    for (const { dataId } of taken) backend.disposeData(dataId);
  };
}

/** Returns the checksum of all tensors given, read as they lie in the memory. */
export function checksum(tensors: readonly tf.Tensor[]): string {
  const hash = createHash('sha256');
  for (const tensor of tensors) hash.update(tensor.dataSync());
  return hash.digest('hex');
}
