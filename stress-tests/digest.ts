import { createHash } from 'node:crypto';
import type { JsonObject, SavedModel } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** Returns a digest of the weights of a saved model, and of `facts` about it. */
export function digestOf(
  { networks, tensors }: Pick<SavedModel, 'networks' | 'tensors'>,
  facts: JsonObject = {},
): string {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  const add = (name: string, tensor: tf.Tensor) => {
    const values = tensor.dataSync();
    hash.update(`${name} ${tensor.dtype} [${tensor.shape}]`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };
  for (const name of Object.keys(networks).sort()) {
    networks[name].getWeights().forEach((tensor, i) => {
      add(`${name} ${i}`, tensor);
    });
  }
  for (const name of Object.keys(tensors).sort()) add(name, tensors[name]);
  return hash.digest('hex').slice(0, 16);
}

/** Frees what `loadModel` returned. */
export function disposeParts({ networks, tensors }: Pick<SavedModel, 'networks' | 'tensors'>): void {
  for (const network of Object.values(networks)) network.dispose();
  tf.dispose(Object.values(tensors));
}
