/// <reference types="vite/client" />
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { syntheticDigits } from '@ae-lab/datasets';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Autoencoder } from './autoencoder';

it('trains a convolutional autoencoder on wasm in a page, keeps it in IndexedDB and finds it there', async () => {
  await useWasmBackend({ wasmUrl });
  const data = syntheticDigits({ size: 200, seed: 1 });
  const before = tf.memory().numTensors;
  const model = new Autoencoder({ latentDim: 5, architecture: { kind: 'convolutional', widths: [4, 8], dense: [16] } });
  const { epochs } = await model.fit(data, { epochs: 4, batchSize: 20 });
  expect(epochs[3].train.loss).toBeLessThan(0.7 * epochs[0].train.loss);

  await model.save('indexeddb://autoencoder');
  const loaded = await Autoencoder.load('indexeddb://autoencoder');
  const { images, labels } = data.batch([0, 1, 2]);
  const [expected, actual] = [model, loaded].map((one) =>
    tf.tidy(() => Array.from(one.reconstruct(images).dataSync())),
  );
  expect(actual).toEqual(expected);
  for (const owned of [images, labels, model, loaded]) owned?.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
