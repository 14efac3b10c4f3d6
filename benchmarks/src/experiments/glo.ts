// GLO with latent dimension 64 on the sphere, the first 10,000 training images, 15 epochs, from random codes and from principal
// components: the mean squared error on the training images. PyTorch reaches 0.0080 and 0.0023; 64 components alone 0.0091.
import { PrincipalComponents } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam, batches, type Codes, encodeDataset, type ImageDataset } from '@ae-lab/core';
import { Glo, type GloFitOptions } from '@ae-lab/generative';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';

const latentDim = 64;

await useWasmBackend();
const { train, validation } = await mnistSplit();
const data = train.take(10_000);
const starts: Record<string, GloFitOptions> = {
  random: {},
  'principal components': { codes: await components(data), codeOptimizer: adam({ learningRate: 0.01 }) },
};
const results: object[] = [];
for (const [start, options] of Object.entries(starts)) {
  const glo = new Glo({ latentDim, codeSpace: 'sphere', seed: 1 });
  const errors: number[] = [];
  const onEpochEnd = async () => void errors.push(await trainError(glo));
  const { epochs } = await glo.fit(data, { ...options, seed: 1, callbacks: [{ onEpochEnd }] });
  const seconds = epochs.reduce((total, epoch) => total + epoch.seconds, 0);
  const unseen = await errorOf(validation.take(500), (images) => glo.reconstruct(images));
  results.push({ start, errors, seconds, unseen });
  console.log(
    `${start}: ${errors.map((error) => error.toFixed(4)).join(' ')} in ${seconds.toFixed(0)} s; ` +
      `500 unseen images ${unseen.toFixed(4)}`,
  );
  glo.dispose();
}
await saveResult('glo', { results });

/** The principal components of all images, as codes. */
async function components(images: ImageDataset): Promise<Codes> {
  const model = new PrincipalComponents({ latentDim });
  await model.fit(images);
  const codes = await encodeDataset(model, images);
  model.dispose();
  return codes;
}

function trainError(glo: Glo): Promise<number> {
  return errorOf(data, (_, indices) => glo.decode(glo.codesAt(indices)));
}

/** The mean squared error of the images that `decode` returns for the images at indices. */
async function errorOf(
  images: ImageDataset,
  decode: (batch: tf.Tensor4D, indices: Int32Array) => tf.Tensor4D,
): Promise<number> {
  let total = 0;
  for await (const batch of batches(images, 500)) {
    const [error] = tf.tidy(() =>
      tf.mean(tf.squaredDifference(batch.images, decode(batch.images, batch.indices))).dataSync(),
    );
    total += error * batch.indices.length;
  }
  return total / images.size;
}
